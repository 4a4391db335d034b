package dev.rapporteur.testkit.wildfly;

import java.nio.file.Path;
import java.util.List;

/**
 * What a server is made of.
 *
 * @param home the unpacked distribution
 * @param directory the server's own directory
 * @param javaOptions options of its JVM, system properties among them
 * @param entry what its command begins with, to run it in a place of its own; may be empty
 */
record ServerSettings(Path home, Path directory, List<String> javaOptions, List<String> entry) {

    ServerSettings {
        javaOptions = List.copyOf(javaOptions);
        entry = List.copyOf(entry);
    }

    /** The JDK it runs on, this JVM's. */
    static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    Path base() {
        return directory.resolve("standalone");
    }
}
