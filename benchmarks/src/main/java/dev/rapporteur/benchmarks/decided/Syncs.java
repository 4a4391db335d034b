package dev.rapporteur.benchmarks.decided;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Counts the syncs of this JVM's file channels, by the JDK's own recorder. For one thread. */
public final class Syncs implements AutoCloseable {

    private static final String SYNC = "jdk.FileForce";

    private final @Nullable Recording recording;
    private final String below;

    private Syncs(@Nullable Recording recording, String below) {
        this.recording = recording;
        this.below = below;
    }

    /** Counts none, and costs nothing. */
    public static Syncs uncounted() {
        return new Syncs(null, "");
    }

    /** Counts those of files below a directory, from now on. */
    public static Syncs below(String directory) {
        Recording recording = new Recording();
        recording.enable(SYNC).withoutThreshold().withoutStackTrace();
        recording.start();
        return new Syncs(recording, directory);
    }

    /** How many there were until now. */
    public long count() throws IOException {
        if (recording == null) {
            return 0;
        }
        recording.stop();
        Path file = Files.createTempFile("syncs", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(SYNC))
                    .filter(this::isBelow)
                    .count();
        } finally {
            Files.delete(file);
        }
    }

    private boolean isBelow(RecordedEvent event) {
        String path = event.getString("path");
        return path != null && path.startsWith(below);
    }

    @Override
    public void close() {
        if (recording != null) {
            recording.close();
        }
    }
}
