package dev.rapporteur.testkit.kafka;

import dev.rapporteur.testkit.ChildProcess;
import dev.rapporteur.testkit.net.FaultyProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One broker of a {@link KafkaCluster}, a JVM of its own. Port and data stay the same over restarts.
 * For one thread at a time.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final int id;
    private final String clusterId;
    private final String address;
    private final @Nullable FaultyProxy network;
    private final Path directory;
    private final List<String> javaOptions;
    private volatile @Nullable ChildProcess process;

    /** Writes the broker's properties down; starts nothing. */
    KafkaBroker(
            int id,
            String clusterId,
            String address,
            @Nullable FaultyProxy network,
            Path directory,
            Map<String, String> properties,
            List<String> javaOptions) {
        this.id = id;
        this.clusterId = clusterId;
        this.address = address;
        this.network = network;
        this.directory = directory;
        this.javaOptions = javaOptions;
        write(properties);
    }

    /** Its node id, from 1. */
    public int id() {
        return id;
    }

    /** Where clients reach it: host and port. */
    public String address() {
        return address;
    }

    /** What lies between it and the clients under test ({@link ClientListener}); stays over restarts. */
    public FaultyProxy network() {
        if (network == null) {
            throw new IllegalStateException(this + " has no listener for clients");
        }
        return network;
    }

    /** Whether its process is there; a paused one is. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts it and waits until it serves. */
    public void start() {
        launch();
        awaitServing();
    }

    /** Stops it orderly: leaders move, segments are synced. */
    public void stop() {
        if (process != null) {
            process.terminate(STOP_TIMEOUT);
        }
    }

    /** Kills it as kill -9 does. */
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Hangs it: SIGSTOP. Its connections stay open and nothing is answered. */
    public void pause() {
        running().pause();
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        running().resume();
    }

    /**
     * Lets its disk be full: each write to a file fails, by a limit of its process. What it has written stays, and once it has
     * been started anew it has room again.
     */
    public void fillDisk() {
        running().refuseWrites();
    }

    /** Kills it if it runs; its data stay. */
    @Override
    public void close() {
        kill();
        if (network != null) {
            network.close();
        }
    }

    @Override
    public String toString() {
        return "Kafka broker " + id + " at " + address;
    }

    /** Starts it and doesn't wait. */
    public void launch() {
        if (isRunning()) {
            throw new IllegalStateException(this + " runs already");
        }
        try {
            Files.deleteIfExists(readyFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(BrokerClasses.options());
        command.add(BrokerMain.class.getName());
        command.addAll(
                List.of(propertiesFile().toString(), clusterId, readyFile().toString()));
        process = ChildProcess.start(toString(), command, directory.resolve("broker.log"));
    }

    /** Waits until it serves. */
    public void awaitServing() {
        running().awaitServing(START_TIMEOUT, () -> Files.exists(readyFile()));
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException(this + " was not started");
        }
        return process;
    }

    private void write(Map<String, String> properties) {
        Properties file = new Properties();
        file.putAll(properties);
        try {
            Files.createDirectories(directory);
            try (Writer writer = Files.newBufferedWriter(propertiesFile(), StandardCharsets.ISO_8859_1)) {
                file.store(writer, toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path propertiesFile() {
        return directory.resolve("broker.properties");
    }

    private Path readyFile() {
        return directory.resolve("ready");
    }
}
