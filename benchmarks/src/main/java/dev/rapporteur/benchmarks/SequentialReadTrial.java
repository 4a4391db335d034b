package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The limit for reading back: the same journal's segment files, one after the other in large reads, in MB a second. */
final class SequentialReadTrial implements Trial {

    static final String NAME = "its segment files read in sequence";

    private static final int READ_BYTES = 1 << 20;
    private static final double MEGABYTE = 1e6;

    private final ReadBackTrial readBack;

    SequentialReadTrial(ReadBackTrial readBack) {
        this.readBack = readBack;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double figure() throws IOException, InterruptedException {
        readBack.prepare();
        List<Path> segments;
        try (Stream<Path> files = Files.list(readBack.journal())) {
            segments = files.filter(file -> file.getFileName().toString().matches("segment-\\d+\\.journal"))
                    .sorted()
                    .toList();
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        long start = System.nanoTime();
        long bytes = 0;
        for (Path segment : segments) {
            try (FileChannel channel = FileChannel.open(segment)) {
                while (channel.read(buffer.clear()) > 0) {
                    bytes += buffer.position();
                }
            }
        }
        return bytes / MEGABYTE * 1e9 / (System.nanoTime() - start);
    }
}
