package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where tests with other processes put what they write: below the module's build directory, on a real disk. */
final class WorkPlace {

    private WorkPlace() {}

    /** An empty directory of this name; what an earlier run left there is gone. */
    static Path fresh(String name) throws IOException {
        Path place = target().resolve(name);
        if (Files.exists(place)) {
            try (Stream<Path> old = Files.walk(place)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(place);
    }

    /** The parent of all these. */
    static Path target() {
        return location(WorkPlace.class).resolveSibling("real-file-system");
    }

    /** The directory or archive that a class was loaded from. */
    static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a short command to its end. @return its exit status, 127 if there is no such program */
    static int run(Path log, List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        }
    }
}
