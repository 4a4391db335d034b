package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Where trials write, and what they leave there. */
final class Directories {

    private Directories() {}

    /** A new one, below that which a main's first argument names. */
    static Path fresh(String[] arguments) throws IOException {
        return Files.createDirectories(
                Path.of(arguments[0]).resolve(UUID.randomUUID().toString()));
    }

    /** Deletes a directory and all in it; nothing if it isn't there. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> walk = Files.walk(directory)) {
            found = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            Files.delete(path);
        }
    }
}
