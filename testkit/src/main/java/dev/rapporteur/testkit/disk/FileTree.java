package dev.rapporteur.testkit.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A directory with all that is below it. */
public final class FileTree {

    private FileTree() {}

    /** Copies all that lies below a directory; files of the same names in the target are replaced. */
    public static void copy(Path from, Path target) {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Path copy = target.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("What lies in " + from + " can't be copied to " + target, e);
        }
    }
}
