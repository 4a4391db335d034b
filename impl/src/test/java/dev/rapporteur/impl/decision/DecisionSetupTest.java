package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionSetupTest {

    private static final String NAME = "java:/lab";

    static Stream<Lab> labs() {
        return Lab.all();
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldMakeTheTableAndFindItRight(Lab lab) throws SQLException {
        DecisionSetup setup = new DecisionSetup(NAME, lab);
        lab.execute("DROP TABLE IF EXISTS made");

        setup.createTable("made");
        setup.createTable("made");
        setup.checkTable("made");

        assertThat(lab.ask("SELECT count(*) FROM made")).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldGiveTheDdlOfAMissingTable(Lab lab) {
        assertThatThrownBy(() -> new DecisionSetup(NAME, lab).checkTable("nowhere"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContainingAll(
                        NAME, "there is no table nowhere", DecisionTable.ddl(lab.product(), "nowhere"), "GRANT");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldFindAMissingKey(Lab lab) throws SQLException {
        table(lab, "keyless", "");

        assertThatThrownBy(() -> new DecisionSetup(NAME, lab).checkTable("keyless"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContainingAll("lets in one transaction twice", "primary key");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldFindAKeyThatIsTooNarrow(Lab lab) throws SQLException {
        table(lab, "narrow", ", PRIMARY KEY (journal_id, branch)");

        assertThatThrownBy(() -> new DecisionSetup(NAME, lab).checkTable("narrow"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContainingAll("refuses a second transaction", "primary key");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldFindOtherColumns(Lab lab) throws SQLException {
        lab.execute("DROP TABLE IF EXISTS other", "CREATE TABLE other (id BIGINT)");

        assertThatThrownBy(() -> new DecisionSetup(NAME, lab).checkTable("other"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("other columns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT", "SELECT", "UPDATE", "DELETE"})
    void shouldNameTheRightThatIsMissing(String missing) throws SQLException {
        Lab lab = Lab.postgres(PostgresServer.SUPERUSER);
        String table = "without_" + missing;
        new DecisionSetup(NAME, lab).createTable(table);
        lab.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON " + table + " TO clerk",
                "REVOKE " + missing + " ON " + table + " FROM clerk");

        assertThatThrownBy(() -> new DecisionSetup(NAME, Lab.postgres(PostgresServer.ROLE)).checkTable(table))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("may not " + missing + " in the table " + table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT", "SELECT", "UPDATE", "DELETE"})
    void shouldNameTheRightThatIsMissingInH2(String missing) throws SQLException {
        Lab lab = Lab.h2("mem:rights;DB_CLOSE_DELAY=-1");
        String table = "without_" + missing;
        new DecisionSetup(NAME, lab).createTable(table);
        lab.execute(
                "CREATE USER IF NOT EXISTS clerk PASSWORD ''",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON " + table + " TO clerk",
                "REVOKE " + missing + " ON " + table + " FROM clerk");
        Lab clerk = new Lab("H2", "jdbc:h2:mem:rights", "clerk");

        assertThatThrownBy(() -> new DecisionSetup(NAME, clerk).checkTable(table))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("may not " + missing + " in the table " + table);
    }

    @Test
    void shouldServeAnOrdinaryRoleWithTheRightsOfTheDdl() throws SQLException {
        Lab lab = Lab.postgres(PostgresServer.SUPERUSER);
        new DecisionSetup(NAME, lab).createTable("granted");
        lab.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON granted TO clerk");

        new DecisionSetup(NAME, Lab.postgres(PostgresServer.ROLE)).checkTable("granted");

        assertThat(lab.ask("SELECT count(*) FROM granted")).isEqualTo("0");
    }

    @Test
    void shouldSayThatTheUserMayNotMakeTheTable() {
        assertThatThrownBy(() -> new DecisionSetup(NAME, Lab.postgres(PostgresServer.ROLE)).createTable("forbidden"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContainingAll("may not make the table forbidden", "CREATE TABLE");
    }

    @ParameterizedTest
    @CsvSource({"synchronous_commit,synchronous_commit = off", "default_transaction_read_only,takes no writes"})
    void shouldRefuseASessionThatMayForget(String setting, String said) throws SQLException {
        Lab lab = Lab.postgres(PostgresServer.SUPERUSER);
        String role = "loose_" + setting;
        new DecisionSetup(NAME, lab).createTable("loose");
        lab.execute(
                "CREATE ROLE " + role + " LOGIN",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON loose TO " + role,
                "ALTER ROLE " + role + " SET " + setting + " = " + (setting.startsWith("default") ? "on" : "off"));

        assertThatThrownBy(() -> new DecisionSetup(NAME, Lab.postgres(role)).checkTable("loose"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining(said);
    }

    @Test
    void shouldRefuseAServerWithoutSync() throws SQLException {
        Lab lab = Lab.postgres(PostgresServer.SUPERUSER);
        new DecisionSetup(NAME, lab).createTable("unsynced");
        lab.execute("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()");
        try {
            Await.until(
                    "fsync is off",
                    Duration.ofSeconds(10),
                    () -> lab.ask("SHOW fsync").equals("off"));

            assertThatThrownBy(() -> new DecisionSetup(NAME, lab).checkTable("unsynced"))
                    .isInstanceOf(DecisionSetupException.class)
                    .hasMessageContaining("fsync = off");
            assertThatThrownBy(() -> new DecisionSetup(NAME, lab).checkTransactionIds())
                    .isInstanceOf(DecisionSetupException.class)
                    .hasMessageContaining("fsync = off");
        } finally {
            lab.execute("ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void shouldRefuseATableThatACrashEmpties() throws SQLException {
        Lab lab = Lab.postgres(PostgresServer.SUPERUSER);
        new DecisionSetup(NAME, lab).createTable("unlogged");
        lab.execute("ALTER TABLE unlogged SET UNLOGGED");

        assertThatThrownBy(() -> new DecisionSetup(NAME, lab).checkTable("unlogged"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("UNLOGGED");
    }

    @Test
    void shouldRefuseAnH2FileThatIsWrittenLate(@TempDir Path directory) throws SQLException {
        String path = "file:" + directory.resolve("late");
        new DecisionSetup(NAME, Lab.h2(path)).createTable("late");

        assertThatThrownBy(() -> new DecisionSetup(NAME, Lab.h2(path)).checkTable("late"))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContainingAll("WRITE_DELAY = 500", ";WRITE_DELAY=0");
        new DecisionSetup(NAME, Lab.h2(path + ";WRITE_DELAY=0")).checkTable("late");
    }

    @Test
    void shouldTakeADatabaseThatIsAwayForNoFault() {
        Lab away = new Lab("PostgreSQL", "jdbc:postgresql://127.0.0.1:1/postgres", "postgres");

        assertThatThrownBy(() -> new DecisionSetup(NAME, away).checkTable("any"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    }

    @Test
    void shouldNameWhatTransactionIdsNeed() throws SQLException {
        assertThat(new DecisionSetup(NAME, Lab.postgres(PostgresServer.SUPERUSER)).checkTransactionIds())
                .isNull();
        assertThatThrownBy(() -> new DecisionSetup(NAME, Lab.postgres(PostgresServer.ROLE)).checkTransactionIds())
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("GRANT pg_read_all_stats");
        assertThatThrownBy(() -> new DecisionSetup(NAME, Lab.h2("mem:ids")).checkTransactionIds())
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("PostgreSQL's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;DROP TABLE b", "a.b.c", "1a", "\"a\""})
    void shouldTakeNoNameThatIsMore(String name) {
        assertThatThrownBy(() -> DecisionTable.ddl("PostgreSQL", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no table's name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PostgreSQL", "H2", "MariaDB", "MySQL", "Oracle"})
    void shouldHaveADdlForEachProduct(String product) {
        assertThat(DecisionTable.ddl(product, "app.decisions"))
                .contains("CREATE TABLE", "app.decisions", "PRIMARY KEY (journal_id, opening, branch)", "GRANT SELECT");
    }

    private static void table(Lab lab, String name, String key) throws SQLException {
        lab.execute(
                "DROP TABLE IF EXISTS " + name,
                "CREATE TABLE " + name + " (journal_id VARCHAR(36) NOT NULL, opening BIGINT NOT NULL,"
                        + " branch BIGINT NOT NULL, writer CHAR(1) NOT NULL, deleted BIGINT NOT NULL" + key + ")");
    }
}
