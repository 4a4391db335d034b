package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import dev.rapporteur.impl.xa.Branch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** An engine's journal with reports that wait: 100 bytes each, over known partitions, and Kafka is away. */
final class Backlog {

    private static final int PAYLOAD_BYTES = 100;
    private static final int PER_TRANSACTION = 1_000;
    private static final long MEMORY_MAX_BYTES = 32L << 20;
    private static final long JOURNAL_MAX_BYTES = 16L << 30;

    private final Path directory;
    private final int reports;

    /**
     * Not there yet.
     *
     * @param reports how many; a multiple of 1,000
     */
    Backlog(Path directory, int reports) {
        this.directory = directory;
        this.reports = reports;
    }

    /** Makes the journal anew, and sends. @return the engine that has sent them */
    Engine send() throws IOException {
        delete();
        BareEngine.open(directory, Disk.REAL, MEMORY_MAX_BYTES).close(); // makes the partitions known
        Engine engine = open();
        try {
            byte[] payload = new byte[PAYLOAD_BYTES];
            for (int sent = 0; sent < reports; sent += PER_TRANSACTION) {
                Branch branch = engine.begin();
                for (int i = 0; i < PER_TRANSACTION; i++) {
                    branch.sendTo(BareEngine.TOPIC, i % BareEngine.PARTITIONS, payload);
                }
                branch.commit();
            }
            return engine;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    /** Opens it. */
    Engine open() throws IOException {
        return Engine.open(config());
    }

    /** Fails unless all wait. */
    void requireWaiting(Engine engine) {
        long waiting = engine.statistics().reportsWaiting();
        if (waiting != reports) {
            throw new IllegalStateException(waiting + " reports wait, not " + reports);
        }
    }

    void delete() throws IOException {
        Directories.delete(directory);
    }

    private EngineConfig config() throws IOException {
        return EngineConfig.read(
                Map.of(
                        "name",
                        "benchmarks",
                        "nodeName",
                        "benchmarks",
                        "bootstrapServers",
                        "127.0.0.1:" + closedPort(),
                        "journalDirectory",
                        directory.toString(),
                        "journalMaxBytes",
                        Long.toString(JOURNAL_MAX_BYTES),
                        "memoryMaxBytes",
                        Long.toString(MEMORY_MAX_BYTES),
                        "stopTimeout",
                        "0s"),
                new ClientPropertyNames());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
