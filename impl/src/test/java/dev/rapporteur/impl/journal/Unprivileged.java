package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way to run a child process as somebody whom file permissions bind: as we are if we are nobody special; else as another
 * user; else, where another user may not even read the classes, as root without its powers.
 *
 * @param prefix the command that runs the one after it so
 */
record Unprivileged(List<String> prefix) {

    private static final List<List<String>> WAYS = List.of(
            List.of(),
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
            List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));

    /** Reads all that it is given after the first, and can't write into the first. */
    private static final String PROBE = """
            test ! -w "$1" || exit 1
            shift
            for path; do test -r "$path" || exit 1; done
            """;

    /** Finds a way; skips the test where there is none. */
    static Unprivileged find(Path place) throws IOException, InterruptedException {
        Path closed = closed(place.resolve("closed"));
        List<String> paths = Stream.concat(
                        Stream.of(closed, VictimProcess.java(), place), VictimProcess.classPath().stream())
                .map(Path::toString)
                .toList();
        for (List<String> way : WAYS) {
            List<String> command = new ArrayList<>(way);
            command.addAll(List.of("sh", "-c", PROBE, "probe"));
            command.addAll(paths);
            if (WorkPlace.run(place.resolve("probe.log"), command) == 0) {
                return new Unprivileged(way);
            }
        }
        LoudSkip.unless(false, "lost permissions are not tested: we are root, and setpriv doesn't help");
        throw new AssertionError();
    }

    /** A new directory into which nobody may write. */
    static Path closed(Path path) throws IOException {
        return permit(Files.createDirectory(path), "r-xr-xr-x");
    }

    static Path permit(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
