package dev.rapporteur.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.testkit.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    private static final int SESSIONS = 40;

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.startIn(Path.of("target", "postgres"), Map.of("track_commit_timestamp", "on"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldRunWithItsSettings() throws SQLException {
        assertThat(ask("SHOW track_commit_timestamp")).isEqualTo("on");
    }

    @Test
    void shouldHaveAnOrdinaryRole() throws SQLException {
        assertThat(ask("SELECT rolsuper FROM pg_roles WHERE rolname = '" + PostgresServer.ROLE + "'"))
                .isEqualTo("f");
    }

    @Test
    void shouldKeepWhatWasCommittedWhenItIsKilled() throws SQLException {
        execute("CREATE TABLE killed (id INT)");

        server.kill();
        assertThatThrownBy(() -> ask("SELECT 1")).isInstanceOf(SQLException.class);
        server.start();

        assertThat(ask("SELECT count(*) FROM killed")).isEqualTo("0");
    }

    /** As where the power fails: drivers take a word of farewell for the database's answer to what they ask next. */
    @Test
    void shouldTellNobodyWhenItIsKilled() throws SQLException {
        for (int i = 0; i < 3; i++) {
            List<Connection> sessions = new ArrayList<>();
            for (int k = 0; k < SESSIONS; k++) {
                sessions.add(connect());
            }

            server.kill();

            assertThat(sessions)
                    .allSatisfy(session -> assertThat(stateOfFailure(session)).startsWith("08"));
            server.start();
        }
    }

    private static String stateOfFailure(Connection session) {
        try (session;
                Statement statement = session.createStatement()) {
            statement.execute("SELECT 1");
            return "none";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    void shouldStopInAnOrderlyWayAndStartAgain() throws SQLException {
        execute("CREATE TABLE stopped (id INT)");

        server.stop();
        server.start();

        assertThat(ask("SELECT count(*) FROM stopped")).isEqualTo("0");
    }

    @Test
    void shouldRecoverWhenASessionIsKilled() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            assertThat(pid.next()).isTrue();
            server.killBackend(pid.getLong(1));
        }

        assertThat(Await.value("the server is back", Duration.ofSeconds(30), () -> ask("SELECT 'back'")))
                .isEqualTo("back");
    }

    @Test
    void shouldAnswerNothingWhileItHangs() throws SQLException {
        server.pause();
        assertThatThrownBy(() ->
                        DriverManager.getConnection(server.jdbcUrl() + "?loginTimeout=1", PostgresServer.SUPERUSER, ""))
                .isInstanceOf(SQLException.class);
        server.resume();

        assertThat(ask("SELECT 'back'")).isEqualTo("back");
    }

    @Test
    void shouldHangAndGoOnWhileSessionsComeAndGo() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> sessions = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                assertThatCode(() -> ask("SELECT 1")).doesNotThrowAnyException();
            }
        });

        for (int i = 0; i < 20; i++) {
            server.pause();
            server.resume();
            server.resume(); // as one does that can't know
        }

        enough.set(true);
        sessions.get(30, TimeUnit.SECONDS);
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), PostgresServer.SUPERUSER, "");
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    private static String ask(String question) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            assertThat(answer.next()).isTrue();
            return answer.getString(1);
        }
    }
}
