package dev.rapporteur.demo;

import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The real parts: a Kafka broker, and a WildFly with the adapter and the desk. Lamps and addresses may be
 * read by any thread; each part is started and stopped under its own lock.
 */
final class Parts implements AutoCloseable {

    static final String TOPIC = "payments";
    static final int PARTITIONS = 3;

    private static final String STATISTICS = "/subsystem=resource-adapters/resource-adapter=rapporteur.rar"
            + "/connection-definitions=rapporteur/statistics=extended";

    private final Path archives;
    private final Story story;
    private final KafkaCluster kafka;
    private final WildFlyServer server;
    private final Object kafkaLock = new Object();
    private final Object serverLock = new Object();
    private volatile Lamp kafkaLamp = Lamp.DOWN;
    private volatile Lamp serverLamp = Lamp.DOWN;

    /** Lays the parts out below a directory; starts nothing. */
    Parts(Path directory, Path archives, Story story) {
        this.archives = archives;
        this.story = story;
        this.kafka = KafkaCluster.in(directory.resolve("kafka")).create();
        this.server = WildFlyServer.in(directory.resolve("wildfly"))
                .transactionNode("desk")
                .quickStart()
                .quickRecovery()
                .systemProperty("rapporteur.bootstrapServers", kafka.bootstrapServers())
                .systemProperty("rapporteur.haltPoints", "true")
                .create();
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    URI serverUrl() {
        return server.url();
    }

    URI consoleUrl() {
        return server.consoleUrl();
    }

    Lamp kafkaLamp() {
        return kafkaLamp;
    }

    Lamp serverLamp() {
        return serverLamp;
    }

    /** Whether the server was started and has not ended since. */
    boolean serverIsUp() {
        return serverLamp == Lamp.UP && server.isRunning();
    }

    /** Starts Kafka for the first time, with the topic. */
    void prepareKafka() {
        startKafka();
        kafka.createTopic(TOPIC, PARTITIONS);
    }

    /** Configures the server and has it start with both archives deployed. */
    void prepareServer() {
        story.tell("Configuring WildFly: database, adapter, desk.");
        Path adapter = archives.resolve("rapporteur.rar");
        List<String> commands = new ArrayList<>(scriptIn(adapter));
        commands.addAll(deskScript());
        commands.add("deploy " + adapter);
        commands.add("deploy " + archives.resolve("desk.war"));
        server.configure(commands);
        startServer();
    }

    void startKafka() {
        synchronized (kafkaLock) {
            if (kafkaLamp == Lamp.DOWN) {
                kafkaLamp = Lamp.STARTING;
                kafkaLamp = started("Kafka", kafka::start) ? Lamp.UP : Lamp.DOWN;
            }
        }
    }

    void stopKafka() {
        synchronized (kafkaLock) {
            if (kafkaLamp == Lamp.UP) {
                kafkaLamp = Lamp.STOPPING;
                kafka.stop();
                kafkaLamp = Lamp.DOWN;
                story.tell("Kafka is stopped. Payments go on; their reports wait in the journal.");
            }
        }
    }

    /** Starts the server again if it has ended; whoever looks after the parts calls this again and again. */
    void restartEndedServer() {
        synchronized (serverLock) {
            if (serverLamp == Lamp.UP && !server.isRunning()) {
                serverLamp = Lamp.DOWN;
                story.tell("WildFly is gone. Starting it again.");
            }
            if (serverLamp == Lamp.DOWN) {
                startServer();
            }
        }
    }

    /** The adapter's own counters, as WildFly's management gives them. */
    Map<String, String> counters() {
        Map<String, String> counters = new LinkedHashMap<>();
        server.management()
                .read(STATISTICS)
                .properties()
                .forEach(counter ->
                        counters.put(counter.getKey(), counter.getValue().asText()));
        counters.remove("statistics-enabled");
        return counters;
    }

    @Override
    public void close() {
        server.close();
        kafka.close();
    }

    private void startServer() {
        serverLamp = Lamp.STARTING;
        serverLamp = started("WildFly", server::start) ? Lamp.UP : Lamp.DOWN;
    }

    private boolean started(String what, Runnable start) {
        long begin = System.nanoTime();
        try {
            start.run();
        } catch (RuntimeException e) {
            story.trouble(what + " does not start: " + e.getMessage());
            return false;
        }
        story.tell("%s is up after %.1f s.".formatted(what, (System.nanoTime() - begin) / 1e9));
        return true;
    }

    /** The script that sets the adapter up comes in its archive. */
    private static List<String> scriptIn(Path adapter) {
        try (FileSystem archive = FileSystems.newFileSystem(adapter)) {
            return Files.readAllLines(archive.getPath("META-INF", "cli", "rapporteur.cli"));
        } catch (IOException e) {
            throw new UncheckedIOException("The adapter's script can't be read from " + adapter, e);
        }
    }

    private static List<String> deskScript() {
        try (InputStream script = Objects.requireNonNull(Parts.class.getResourceAsStream("desk.cli"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
