package dev.rapporteur.testkit.wildfly;

import java.nio.file.Path;
import java.util.List;

/**
 * What a server is made of.
 *
 * @param home the unpacked distribution
 * @param directory the server's own directory
 * @param javaHome the JDK it runs on
 * @param javaOptions options of its JVM, system properties among them
 * @param entry what its command begins with, to run it in a place of its own; may be empty
 */
record ServerSettings(Path home, Path directory, Path javaHome, List<String> javaOptions, List<String> entry) {

    ServerSettings {
        javaOptions = List.copyOf(javaOptions);
        entry = List.copyOf(entry);
    }

    Path base() {
        return directory.resolve("standalone");
    }
}
