package dev.rapporteur.testkit.disk;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * A small file system in memory, mounted at a directory for those processes only whose command begins with {@link #entry()}: it can be
 * full for a while, and refuse its own user for a while, also where tests run as root. What lies on it survives the death of those
 * processes, and goes with this one. It needs Linux, with user name spaces open to this user. For one thread at a time.
 */
public final class SmallDisk implements AutoCloseable {

    private static final Duration MOUNTED_WITHIN = Duration.ofSeconds(10);
    private static final String MOUNTED = "mounted";
    private static final String BALLAST = "ballast";
    private static final int BLOCK = 1 << 16;

    private final Path directory;
    private final ChildProcess keeper;

    private SmallDisk(Path directory, ChildProcess keeper) {
        this.directory = directory;
        this.keeper = keeper;
    }

    /**
     * Mounts one.
     *
     * @param directory where; made if it is missing
     * @param bytes its size
     * @param log the output of the process that keeps it
     * @throws IllegalStateException if it can't be mounted; the message says why
     */
    public static SmallDisk at(Path directory, long bytes, Path log) {
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException("A small disk can't be prepared at " + directory, e);
        }
        String mount = "mount -t tmpfs -o size=" + bytes + ",mode=0755 tmpfs '" + directory + "' && echo " + MOUNTED
                + " && exec sleep infinity";
        ChildProcess keeper = ChildProcess.start(
                "small disk", List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount), log);
        Await.until(
                "a small disk is mounted, or can't be",
                MOUNTED_WITHIN,
                () -> Files.readString(log).contains(MOUNTED) || !keeper.isAlive());
        if (!keeper.isAlive()) {
            throw new IllegalStateException(
                    "No file system of a size can be mounted here (user name spaces must be open to this user): "
                            + keeper.lastLines());
        }
        return new SmallDisk(directory, keeper);
    }

    /** What a command must begin with to see it; the process is an ordinary user there, whoever starts it. */
    public List<String> entry() {
        return List.of(
                "nsenter",
                "--target",
                Long.toString(keeper.pid()),
                "--user",
                "--mount",
                "--preserve-credentials",
                "setpriv",
                "--bounding-set=-all",
                "--inh-caps=-all");
    }

    /** Where this process finds what lies on it. */
    public Path contents() {
        return Path.of("/proc", Long.toString(keeper.pid()), "root")
                .resolve(directory.toString().substring(1));
    }

    /** Takes all the room that it has. */
    public void fill() {
        byte[] block = new byte[BLOCK];
        try (OutputStream ballast = Files.newOutputStream(contents().resolve(BALLAST))) {
            while (true) {
                ballast.write(block);
            }
        } catch (IOException full) {
            if (!isFull()) {
                throw new UncheckedIOException("The small disk at " + directory + " can't be filled", full);
            }
        }
    }

    private boolean isFull() {
        try {
            return Files.getFileStore(contents()).getUsableSpace() < BLOCK;
        } catch (IOException e) {
            throw new UncheckedIOException("What room the small disk at " + directory + " has can't be read", e);
        }
    }

    /** Gives back what {@link #fill} took. */
    public void free() {
        try {
            Files.deleteIfExists(contents().resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException("The small disk at " + directory + " can't be freed", e);
        }
    }

    /** Takes all permissions away from a directory on it; what is open stays so. */
    public void forbid(String name) {
        permit(name, "---------");
    }

    /** Gives them back to its owner. */
    public void allow(String name) {
        permit(name, "rwx------");
    }

    private void permit(String name, String permissions) {
        try {
            Files.setPosixFilePermissions(contents().resolve(name), PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The permissions of " + name + " on the small disk at " + directory + " can't be set", e);
        }
    }

    /** Copies all that lies on it to a directory of this process's world; what is there is replaced. */
    public void copyTo(Path target) {
        FileTree.copy(contents(), target);
    }

    /** Unmounts it; what lies on it is gone. */
    @Override
    public void close() {
        keeper.close();
    }
}
