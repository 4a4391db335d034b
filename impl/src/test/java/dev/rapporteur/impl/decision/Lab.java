package dev.rapporteur.impl.decision;

import dev.rapporteur.testkit.database.PostgresServer;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real database, as a data source of a server shows it: within a transaction all callers get that transaction's own connection,
 * outside each gets one of its own, and closing it gives it back only. For tests.
 */
class Lab implements DataSource, Connections {

    private static @Nullable PostgresServer postgres;

    private final String product;
    private final String url;
    private final String user;
    private final Map<Thread, Connection> transactions = new ConcurrentHashMap<>();

    Lab(String product, String url, String user) {
        this.product = product;
        this.url = url;
        this.user = user;
    }

    /** Those of this build; with the system property mariadb.url, that server, too, as its root. */
    static Stream<Lab> all() {
        String mariaDb = System.getProperty("mariadb.url");
        Stream<Lab> ours = Stream.of(postgres(PostgresServer.SUPERUSER), h2("mem:lab;DB_CLOSE_DELAY=-1"));
        return mariaDb == null ? ours : Stream.concat(ours, Stream.of(new Lab("MariaDB", mariaDb, "root")));
    }

    /** The server that the tests of this JVM share. */
    static synchronized PostgresServer server() {
        PostgresServer running = postgres;
        if (running == null) {
            running = PostgresServer.startIn(Path.of("target", "postgres"), Map.of("track_commit_timestamp", "on"));
            postgres = running;
        }
        return running;
    }

    static Lab postgres(String user) {
        return new Lab("PostgreSQL", server().jdbcUrl(), user);
    }

    static Lab h2(String path) {
        return new Lab("H2", "jdbc:h2:" + path, "sa");
    }

    String product() {
        return product;
    }

    /** Begins a transaction of this thread. */
    Connection begin() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, "");
        connection.setAutoCommit(false);
        transactions.put(Thread.currentThread(), connection);
        return connection;
    }

    /** Leaves it running: this thread has none any more. */
    void suspend() {
        transactions.remove(Thread.currentThread());
    }

    /** Has this thread go on with a transaction. */
    void resume(Connection connection) {
        transactions.put(Thread.currentThread(), connection);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row, as text; "none" if there is no row. */
    String ask(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "none";
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection current = transactions.get(Thread.currentThread());
        return current == null ? DriverManager.getConnection(url, user, "") : unclosed(current);
    }

    /** A handle of a connection: closing it does not close that. */
    static Connection unclosed(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Lab.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return DriverManager.getConnection(url, username, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public String toString() {
        return product;
    }

    @Override
    public Connection get() throws SQLException {
        return getConnection();
    }
}
