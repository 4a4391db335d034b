package dev.rapporteur.testkit.wildfly;

import dev.rapporteur.testkit.ClassArchive;
import java.nio.file.Path;
import java.util.List;

/** The archive of a distribution's classes, for its servers and its command line; lies beside the unpacked distribution. */
final class ServerClasses {

    private ServerClasses() {}

    /** Has the archive made, unless it is there: by a server that starts and ends for this. */
    static void archive(Path home) {
        ClassArchive archive = of(home);
        archive.make(option -> {
            try (WildFlyServer server = WildFlyServer.in(archive.directory().resolve("server"))
                    .home(home)
                    .quickStart()
                    .create()) {
                server.start(List.of(option));
                if (!server.stop()) {
                    throw new IllegalStateException(server + " was killed");
                }
            }
        });
    }

    /** The options of a JVM that runs the distribution. */
    static List<String> options(Path home) {
        ClassArchive archive = of(home);
        return archive.isThere() ? List.of(archive.option()) : List.of();
    }

    private static ClassArchive of(Path home) {
        return new ClassArchive(home.resolveSibling(home.getFileName() + "-classes"));
    }
}
