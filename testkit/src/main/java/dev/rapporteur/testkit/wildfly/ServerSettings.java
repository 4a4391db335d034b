package dev.rapporteur.testkit.wildfly;

import dev.rapporteur.testkit.ClassArchive;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is made of.
 *
 * @param home the unpacked distribution
 * @param directory the server's own directory
 * @param javaOptions options of its JVM, system properties among them
 * @param classes an archive of them, to be used as soon as it is there
 * @param entry what its command begins with, to run it in a place of its own; may be empty
 */
record ServerSettings(
        Path home,
        Path directory,
        List<String> javaOptions,
        @Nullable ClassArchive classes,
        List<String> entry) {

    ServerSettings {
        javaOptions = List.copyOf(javaOptions);
        entry = List.copyOf(entry);
    }

    /** The JDK it runs on, this JVM's. */
    static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /** What a JVM that runs the distribution is told of its classes. */
    List<String> classesOptions() {
        return classes != null && classes.isThere() ? List.of(classes.option()) : List.of();
    }

    Path base() {
        return directory.resolve("standalone");
    }
}
