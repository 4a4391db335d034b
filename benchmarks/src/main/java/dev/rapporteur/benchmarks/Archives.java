package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The built archives that a server is given; the system property {@code benchmarks.archives} names their directory. */
final class Archives {

    /** The adapter's deployment. */
    static final String ADAPTER = "rapporteur.rar";

    private Archives() {}

    static Path adapter() {
        return archive(ADAPTER);
    }

    static Path producers() {
        return archive("rapporteur-cdi.jar");
    }

    static Path driver() {
        return archive("postgresql.jar");
    }

    private static Path archive(String name) {
        return Path.of(System.getProperty("benchmarks.archives")).resolve(name);
    }

    /** The commands that the adapter brings along: one connection definition, which XA decides. */
    static List<String> script() throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(adapter())) {
            return Files.readAllLines(files.getPath("META-INF", "cli", "rapporteur.cli"));
        }
    }
}
