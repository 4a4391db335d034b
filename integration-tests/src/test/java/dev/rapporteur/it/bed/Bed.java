package dev.rapporteur.it.bed;

import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all tests of this JVM share, each part started when it is first asked for: a broker, and a server
 * for the tests that let it live. The testkit ends them with this JVM, however it ends.
 */
public final class Bed {

    private static final Path DIRECTORY =
            Path.of(System.getProperty("it.directory")).toAbsolutePath();

    private static @Nullable KafkaCluster kafka;
    private static @Nullable WildFlyServer server;

    static {
        clear();
    }

    private Bed() {}

    /** The broker. */
    public static synchronized KafkaCluster kafka() {
        KafkaCluster running = kafka;
        if (running == null) {
            running = KafkaCluster.in(directory("kafka")).start();
            kafka = running;
        }
        return running;
    }

    /** The server, with the adapter deployed and two connection definitions: the script's and {@value Servers#AUDIT}. */
    public static synchronized WildFlyServer server() {
        WildFlyServer running = server;
        if (running == null) {
            running = Servers.in(directory("wildfly"), "shared", kafka()).create();
            server = running;
            running.configure(Servers.setUp(Archives.rar()));
            running.start();
        }
        return running;
    }

    /** A directory for the files of one part, below the build's; empty when this JVM began. */
    public static Path directory(String part) {
        return DIRECTORY.resolve(part);
    }

    private static void clear() {
        if (!Files.exists(DIRECTORY)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(DIRECTORY)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("What an earlier run left in " + DIRECTORY + " can't be deleted", e);
        }
    }
}
