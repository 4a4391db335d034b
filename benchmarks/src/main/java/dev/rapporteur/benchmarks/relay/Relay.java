package dev.rapporteur.benchmarks.relay;

import dev.rapporteur.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that carries the rows of a table {@code outbox (id, topic, key_, payload)} to Kafka, each at least once, with the row's
 * number in the header {@code id}. Its log is {@code relay.log} in its directory. Started again in the same directory it goes on where
 * it was. For one thread.
 */
public final class Relay implements AutoCloseable {

    /** How rows are carried. */
    public enum Kind {
        /** Read from the database's log; the rows stay. It needs {@link Relay#DATABASE_SETTINGS}, and leaves a replication slot. */
        DEBEZIUM("Debezium"),
        /** Read from the table, and deleted there. */
        POLLING("polling");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** As a table's row names it. */
        public String label() {
            return label;
        }
    }

    /** What Debezium needs of PostgreSQL; of slots and senders there are enough by default. */
    public static final Map<String, String> DATABASE_SETTINGS = Map.of("wal_level", "logical");

    private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

    private final ChildProcess process;

    private Relay(ChildProcess process) {
        this.process = process;
    }

    /**
     * Starts it and waits until every row that commits from now on will be carried; it may have older ones to carry, too.
     *
     * @param kind how it carries
     * @param directory for its log and what it has to remember
     * @param jdbcUrl the database of the outbox table
     * @param user logs in there without a password; Debezium makes a publication and a slot
     * @param bootstrapServers Kafka's
     */
    public static Relay start(Kind kind, Path directory, String jdbcUrl, String user, String bootstrapServers)
            throws IOException {
        RelayTask task = new RelayTask(
                kind, Files.createDirectories(directory.toAbsolutePath()), jdbcUrl, user, bootstrapServers);
        Files.deleteIfExists(task.readyFile());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "@" + classPath(task.directory()), // so short that others can read the command line (Part)
                RelayMain.class.getName()));
        command.addAll(task.arguments());
        Relay relay = new Relay(ChildProcess.start(
                "Relay (" + kind.label() + ")", command, task.directory().resolve("relay.log")));
        try {
            relay.process.awaitServing(STARTED_WITHIN, () -> Files.exists(task.readyFile()));
            return relay;
        } catch (RuntimeException e) {
            relay.kill();
            throw e;
        }
    }

    /** The class path, in a file. */
    private static Path classPath(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("class-path"),
                "-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"");
    }

    /** Kills it as kill -9 does. */
    public void kill() {
        process.kill();
    }

    /** Stops it orderly: it finishes and remembers what is under way. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.terminate(STOPPED_WITHIN);
        }
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
