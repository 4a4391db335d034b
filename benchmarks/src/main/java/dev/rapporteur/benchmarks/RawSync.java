package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The disk's own limit for one thread: write as many bytes as a transaction's frame has, sync, again. Into a file
 * that was written before, so that no sync has to note a new length.
 */
final class RawSync implements Trial {

    private static final int SMALL_FRAME_BYTES = 512;
    private static final long FILE_BYTES = 16L << 20;

    /** Of small frames on the disk as it is. */
    static final String NAME = name(SMALL_FRAME_BYTES);

    private final Path directory;
    private final Duration time;
    private final Disk disk;
    private final int frameBytes;

    RawSync(Path directory, Duration time) {
        this(directory, time, Disk.REAL, SMALL_FRAME_BYTES);
    }

    RawSync(Path directory, Duration time, Disk disk, int frameBytes) {
        this.directory = directory;
        this.time = time;
        this.disk = disk;
        this.frameBytes = frameBytes;
    }

    static String name(int frameBytes) {
        return frameBytes + " bytes written and synced, one thread";
    }

    @Override
    public String name() {
        return name(frameBytes);
    }

    @Override
    public double figure() throws IOException {
        Path file = directory.resolve("raw-sync");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer frame = ByteBuffer.allocateDirect(frameBytes);
            long frames = FILE_BYTES / frameBytes;
            for (long i = 0; i < frames; i++) {
                write(channel, frame);
            }
            channel.force(true);
            long start = System.nanoTime();
            long syncs = 0;
            while (System.nanoTime() - start < time.toNanos()) {
                if (syncs % frames == 0) {
                    channel.position(0);
                }
                write(channel, frame);
                long syncStart = System.nanoTime();
                channel.force(false);
                disk.afterSync(syncStart);
                syncs++;
            }
            return syncs * 1e9 / (System.nanoTime() - start);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void write(FileChannel channel, ByteBuffer frame) throws IOException {
        frame.clear();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }
}
