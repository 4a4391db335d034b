package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this machine's disks were given to write, by whomever. What the kernel counts for a process instead (write_bytes) is whole folios of
 * the page cache, up to a MiB for a frame of some hundred bytes.
 */
final class DiskWrites {

    private static final Path DISKS = Path.of("/sys/block");
    /** In its line of figures (Linux, Documentation/block/stat.rst): sectors written. */
    private static final int SECTORS_WRITTEN = 6;

    private static final int SECTOR_BYTES = 512;
    /** Others stand for files or other disks. */
    private static final String DISK_NAMES = "(vd|sd|xvd|nvme|hd).*";

    private DiskWrites() {}

    /** Bytes since the machine has been up; 0 where there is no such disk. */
    static long bytes() throws IOException {
        long sectors = 0;
        try (DirectoryStream<Path> disks = Files.newDirectoryStream(
                DISKS, disk -> disk.getFileName().toString().matches(DISK_NAMES))) {
            for (Path disk : disks) {
                String[] figures = Files.readString(disk.resolve("stat")).trim().split("\\s+", -1);
                sectors += Long.parseLong(figures[SECTORS_WRITTEN]);
            }
        }
        return sectors * SECTOR_BYTES;
    }
}
