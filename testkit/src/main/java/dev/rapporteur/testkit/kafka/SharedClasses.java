package dev.rapporteur.testkit.kafka;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.ChildProcess;
import dev.rapporteur.testkit.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
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
 * The JVM's archive of a broker's classes: with it a broker's start takes half of the processor time. Made once, below the testkit's
 * {@code target}, from a broker that starts and ends for this; every module's brokers use it. Where there is none, brokers start
 * without.
 */
final class SharedClasses {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    /** It writes the archive when it ends. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(90);

    /** The system property that asks for it: it pays where many brokers are started. */
    private static final String WANTED = "testkit.sharedClasses";

    private static final String ARCHIVE = "broker.jsa";
    private static final String JARS = "broker.classpath";

    private static final @Nullable Path DIRECTORY = directory();

    private SharedClasses() {}

    /** The class path of a broker's JVM, with the archive if there is one that fits it. */
    static List<String> options() {
        List<String> classPath = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> jars = archived();
        // The Kafka must be the same. Some modules lack other jars of the archive's; no broker misses or minds these.
        boolean fits = classPath.stream().filter(SharedClasses::isKafka).allMatch(jars::contains);
        if (DIRECTORY == null || !fits) {
            return List.of("-cp", String.join(File.pathSeparator, classPath));
        }
        // The JVM takes the archive if the class path begins with just these.
        Stream<String> others = classPath.stream().filter(entry -> !jars.contains(entry));
        return List.of(
                "-XX:SharedArchiveFile=" + DIRECTORY.resolve(ARCHIVE),
                "-cp",
                String.join(
                        File.pathSeparator, Stream.concat(jars.stream(), others).toList()));
    }

    private static boolean isKafka(String entry) {
        return Path.of(entry).getFileName().toString().startsWith("kafka");
    }

    /** What the archive is of, in order; empty while there is none. */
    private static List<String> archived() {
        if (DIRECTORY == null || !Files.exists(DIRECTORY.resolve(ARCHIVE))) {
            return List.of();
        }
        try {
            return Files.readAllLines(DIRECTORY.resolve(JARS));
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Where it lies; null if nobody wants it, or the testkit is not the one of a build. Whoever comes first makes it; others don't
     * wait for that.
     */
    @SuppressWarnings("CatchingUnchecked") // on purpose: whatever keeps it from being made costs nothing but time
    private static @Nullable Path directory() {
        try {
            Path code = Path.of(SharedClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path target = code.getParent();
            if (!Boolean.getBoolean(WANTED) || target == null || !target.endsWith("target")) {
                return null;
            }
            Path directory = target.resolve("shared-classes");
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException e) {
                return directory;
            }
            make(directory);
            return directory;
        } catch (Exception e) {
            System.out.println("Brokers start without an archive of their classes: " + e);
            return null;
        }
    }

    private static void make(Path directory) throws Exception {
        // What the build itself makes differs from module to module, and from build to build.
        List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains(File.separator + "target" + File.separator))
                .toList();
        Path draft = directory.resolve(ARCHIVE + ".draft");
        Path log = directory.resolve("broker.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:ArchiveClassesAtExit=" + draft);
        // Not our own main class, which is not in a jar in every build.
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), "kafka.Kafka"));
        command.add(properties(directory).toString());
        try (ChildProcess broker = ChildProcess.start("Broker whose classes are archived", command, log)) {
            Await.until(
                    broker + " serves or ends",
                    START_TIMEOUT,
                    () -> !broker.isAlive() || Files.readString(log).contains("Kafka Server started"));
            if (!broker.terminate(END_TIMEOUT)) {
                throw new IllegalStateException(broker + " was killed; a JVM would crash of half an archive");
            }
        }
        Files.write(directory.resolve(JARS), jars);
        Files.move(draft, directory.resolve(ARCHIVE));
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
