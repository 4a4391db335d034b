package dev.rapporteur.testkit.kafka;

import dev.rapporteur.testkit.ChildProcess;
import dev.rapporteur.testkit.ClassArchive;
import dev.rapporteur.testkit.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A broker's classes: its class path, and the archive of them, which lies below the testkit's {@code target} and is for every
 * module's brokers.
 */
final class BrokerClasses {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    /** It writes the archive when it ends. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(90);

    private static final String JARS = "broker.classpath";

    private static final @Nullable ClassArchive ARCHIVE = archive();

    private BrokerClasses() {}

    /** The class path of a broker's JVM, with the archive if there is one that fits it. */
    static List<String> options() {
        List<String> classPath = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> jars = archived();
        // The Kafka must be the same. Some modules lack other jars of the archive's; no broker misses or minds these.
        boolean fits = classPath.stream().filter(BrokerClasses::isKafka).allMatch(jars::contains);
        if (ARCHIVE == null || !fits) {
            return List.of("-cp", String.join(File.pathSeparator, classPath));
        }
        // The JVM takes the archive if the class path begins with just these.
        Stream<String> others = classPath.stream().filter(entry -> !jars.contains(entry));
        return List.of(
                ARCHIVE.option(),
                "-cp",
                String.join(
                        File.pathSeparator, Stream.concat(jars.stream(), others).toList()));
    }

    private static boolean isKafka(String entry) {
        return Path.of(entry).getFileName().toString().startsWith("kafka");
    }

    /** What the archive is of, in order; empty while there is none. */
    private static List<String> archived() {
        if (ARCHIVE == null || !ARCHIVE.isThere()) {
            return List.of();
        }
        try {
            return Files.readAllLines(ARCHIVE.directory().resolve(JARS));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Null if the testkit is not the one of a build. */
    private static @Nullable ClassArchive archive() {
        try {
            Path code = Path.of(BrokerClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path target = code.getParent();
            if (target == null || !target.endsWith("target")) {
                return null;
            }
            ClassArchive archive = new ClassArchive(target.resolve("shared-classes"));
            archive.make(option -> record(archive.directory(), option));
            return archive;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Where the testkit's classes lie is told as no URI", e);
        }
    }

    private static void record(Path directory, String option) throws Exception {
        // What the build itself makes differs from module to module, and from build to build.
        List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains(File.separator + "target" + File.separator))
                .toList();
        Files.write(directory.resolve(JARS), jars);
        Path log = directory.resolve("broker.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(option);
        // Not our own main class, which is not in a jar in every build.
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), "kafka.Kafka"));
        command.add(properties(directory).toString());
        try (ChildProcess broker = ChildProcess.start("Broker whose classes are archived", command, log)) {
            broker.awaitServing(START_TIMEOUT, () -> Files.readString(log).contains("Kafka Server started"));
            if (!broker.terminate(END_TIMEOUT)) {
                throw new IllegalStateException(broker + " was killed");
            }
        }
    }

    /** A lone broker's, whose storage is formatted. */
    private static Path properties(Path directory) throws Exception {
        Properties properties = new Properties();
        properties.putAll(new BrokerSettings(1, Map.of(), null)
                .of(
                        1,
                        "127.0.0.1:" + FreePorts.next(),
                        directory.resolve("data").toString(),
                        null,
                        0));
        Path path = directory.resolve("broker.properties");
        try (Writer file = Files.newBufferedWriter(path, StandardCharsets.ISO_8859_1)) {
            properties.store(file, null);
        }
        BrokerMain.format(properties, Uuid.randomUuid().toString());
        return path;
    }
}
