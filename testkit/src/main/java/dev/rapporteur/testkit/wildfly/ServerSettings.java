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
 */
record ServerSettings(Path home, Path directory, Path javaHome, List<String> javaOptions) {

    ServerSettings {
        javaOptions = List.copyOf(javaOptions);
    }

    Path base() {
        return directory.resolve("standalone");
    }
}
