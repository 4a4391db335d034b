package dev.rapporteur.testkit.database;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.ChildProcess;
import dev.rapporteur.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server as a process on 127.0.0.1, with the superuser {@value #SUPERUSER} and the ordinary role {@value #ROLE}, who may
 * log in without a password and may nothing more. It survives being killed: {@link #start} goes on with the same data directory and the
 * same port. It needs the driver and the server's programs on the class path. For one thread at a time.
 */
public final class PostgresServer implements AutoCloseable {

    public static final String SUPERUSER = "postgres";
    public static final String ROLE = "clerk";

    private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

    private final Path programs;
    private final Path data;
    private final Path log;
    private final int port = FreePorts.next();
    private final Map<String, String> settings = new TreeMap<>(Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "50",
            "shared_buffers", "16MB",
            "log_line_prefix", "%m [%p] ",
            "timezone", "UTC"));
    private @Nullable ChildProcess process;

    private PostgresServer(Path programs, Path directory) {
        this.programs = programs;
        this.data = directory.resolve("data");
        this.log = directory.resolve("server.log");
    }

    /**
     * Makes a server with an empty database, and starts it.
     *
     * @param below a directory of the build, for the programs, the data and the log
     */
    public static PostgresServer startIn(Path below) {
        return startIn(below, Map.of());
    }

    /** Makes a server with an empty database and these settings, and starts it. */
    public static PostgresServer startIn(Path below, Map<String, String> settings) {
        try {
            Path programs = PostgresBinaries.unpack(below);
            Path directory = Files.createTempDirectory(below, "server").toAbsolutePath();
            PostgresServer server = new PostgresServer(programs, directory);
            PostgresBinaries.run(server.command(
                    "initdb",
                    List.of(
                            "--username=" + SUPERUSER,
                            "--auth=trust",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--no-sync",
                            "--pgdata=" + server.data)));
            server.settings.putAll(settings);
            server.startAndMakeRole();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("No PostgreSQL server can be made in " + below, e);
        }
    }

    /** Whatever fails, nothing is left running. */
    private void startAndMakeRole() {
        try {
            start();
            makeRole();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void makeRole() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), SUPERUSER, "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + ROLE + " LOGIN");
        } catch (SQLException e) {
            throw new IllegalStateException("The role " + ROLE + " can't be made", e);
        }
    }

    /** What it runs with from its next start on. */
    public void set(String setting, String value) {
        settings.put(setting, value);
    }

    /** Starts it, if it does not run, and waits until it takes connections: after a kill it has recovered then. */
    public void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        settings.forEach((setting, value) -> arguments.addAll(List.of("-c", setting + "=" + value)));
        ChildProcess started = ChildProcess.start("PostgreSQL", command("postgres", arguments), log);
        process = started;
        started.awaitServing(STARTED_WITHIN, () -> isReady(started.pid()));
    }

    /** Its own word, in the eighth line of the file that it keeps while it runs; one that was killed leaves that of its past behind. */
    private boolean isReady(long pid) throws IOException {
        Path file = data.resolve("postmaster.pid");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.size() >= 8
                && lines.get(0).equals(Long.toString(pid))
                && lines.get(7).startsWith("ready");
    }

    /** Stops it in an orderly way: connections are cut off, all is written. */
    public void stop() {
        signal("INT", running().pid());
        running().waitForExit(STOPPED_WITHIN);
    }

    /**
     * Kills it at once with all its sessions: kill -9. What it had written out survives; what stood in its memory only, as the last of its
     * log, is lost. Nobody is told; at return its processes are gone, so that it can start again.
     */
    public void kill() {
        ChildProcess killed = running();
        killed.pause(); // it begins no further session
        List<ProcessHandle> sessions = sessions(killed);
        sessions.forEach(ProcessHandle::destroyForcibly); // first: else they tell their clients of the server's end
        killed.kill();
        Await.until(
                "the processes of " + killed + " are gone",
                STOPPED_WITHIN,
                () -> sessions.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Hangs it with all its sessions: SIGSTOP. Connections stay open, and nothing is answered. */
    public void pause() {
        ChildProcess paused = running();
        paused.pause();
        sessions(paused).forEach(session -> signal("STOP", session));
    }

    /** Lets it go on after {@link #pause()}; nothing happens if it was not paused. */
    public void resume() {
        ChildProcess resumed = running();
        sessions(resumed).forEach(session -> signal("CONT", session));
        resumed.resume();
    }

    private static List<ProcessHandle> sessions(ChildProcess server) {
        return ProcessHandle.of(server.pid())
                .map(ProcessHandle::descendants)
                .orElseGet(Stream::empty)
                .toList();
    }

    /**
     * Stops its background processes (SIGSTOP), for the rest of its life: SIGSTOP. From now on only a commit carries the log to the
     * disk, and what has not committed leaves no trace if it is killed.
     */
    public void stopBackgroundWriting() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), SUPERUSER, "");
                Statement statement = connection.createStatement();
                ResultSet pids = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE backend_type IN "
                        + "('walwriter', 'background writer', 'checkpointer', 'autovacuum launcher')")) {
            while (pids.next()) {
                signal("STOP", pids.getLong(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not name its background processes", e);
        }
    }

    /**
     * Kills one session's process: kill -9. The server throws out all others, recovers, and goes on in a new life.
     *
     * @param backend the session's {@code pg_backend_pid()}
     */
    public void killBackend(long backend) {
        boolean unused = ProcessHandle.of(backend)
                .orElseThrow(() -> new IllegalStateException("There is no session with the pid " + backend))
                .destroyForcibly();
    }

    /** Where drivers find it. */
    public String jdbcUrl() {
        return jdbcUrl(port);
    }

    /** Where drivers find one behind a port, as that of a proxy. */
    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The port that it listens on, in all its lives. */
    public int port() {
        return port;
    }

    /** Its log, of all its lives one after the other. */
    public Path log() {
        return log;
    }

    /** Kills it, if it runs; data and log stay. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private ChildProcess running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("PostgreSQL does not run, see " + log);
        }
        return process;
    }

    /** Signals a session, unless it ends by itself meanwhile. */
    private static void signal(String signal, ProcessHandle session) {
        try {
            signal(signal, session.pid());
        } catch (IllegalStateException e) {
            if (session.isAlive()) {
                throw e;
            }
        }
    }

    private static void signal(String signal, long pid) {
        try {
            PostgresBinaries.run(List.of("kill", "-" + signal, Long.toString(pid)));
        } catch (IOException e) {
            throw new UncheckedIOException("The signal " + signal + " does not reach PostgreSQL", e);
        }
    }

    /** PostgreSQL refuses to run as root; where tests run as root (containers), it gets a name space in which it is nobody. */
    private List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }
}
