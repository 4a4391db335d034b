package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the operating system keeps of files in memory. It forgets that by way of GNU dd, which Java can't ask for. */
final class PageCache {

    private PageCache() {}

    /** Whether it can be told to forget. */
    static boolean canForget() throws InterruptedException {
        return forgets(Path.of("/dev/null"));
    }

    /** Forgets all files in this directory, which are on the disk: who reads them next reads from there. */
    static void forget(Path directory) throws IOException, InterruptedException {
        List<Path> found;
        try (Stream<Path> files = Files.list(directory)) {
            found = files.toList();
        }
        for (Path file : found) {
            if (!forgets(file)) {
                throw new IOException("dd can't make the page cache forget " + file);
            }
        }
    }

    private static boolean forgets(Path file) throws InterruptedException {
        try {
            return new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
