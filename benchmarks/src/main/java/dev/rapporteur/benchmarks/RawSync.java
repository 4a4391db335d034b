package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The disk's own limit for one thread: write as many bytes as a small transaction's frame has, sync, again. Into a file
 * that was written before, so that no sync has to note a new length.
 */
final class RawSync implements Trial {

    static final String NAME = "512 bytes written and synced, one thread";

    private static final int FRAME_BYTES = 512;
    private static final int FRAMES = 32 * 1024;

    private final Path directory;
    private final Duration time;

    RawSync(Path directory, Duration time) {
        this.directory = directory;
        this.time = time;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double ratePerSecond() throws IOException {
        Path file = directory.resolve("raw-sync");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_BYTES);
            for (int i = 0; i < FRAMES; i++) {
                write(channel, frame);
            }
            channel.force(true);
            long start = System.nanoTime();
            long syncs = 0;
            while (System.nanoTime() - start < time.toNanos()) {
                if (syncs % FRAMES == 0) {
                    channel.position(0);
                }
                write(channel, frame);
                channel.force(false);
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
