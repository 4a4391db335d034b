package dev.rapporteur.demo;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the parts in a thread of its own: starts an ended server again, and reads rows and counters
 * several times a second.
 */
final class Warden implements AutoCloseable {

    private static final long ROUND_MS = 250;

    private final Parts parts;
    private final Desk desk;
    private final Books books;
    private final Story story;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "warden"));
    private volatile Map<String, String> counters = Map.of();
    private volatile String problem = "";

    Warden(Parts parts, Desk desk, Books books, Story story) {
        this.parts = parts;
        this.desk = desk;
        this.books = books;
        this.story = story;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, ROUND_MS, TimeUnit.MILLISECONDS);
    }

    /** The adapter's counters as they were read last. */
    Map<String, String> counters() {
        return counters;
    }

    /** Ends the looking, so that stopping the parts is not taken for a mishap. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            parts.restartEndedServer();
            Instant asOf = Instant.now();
            books.noteRows(desk.rows(), asOf);
            counters = parts.counters();
            problem = "";
        } catch (IOException | RuntimeException e) {
            counters = Map.of();
            tellOnce(e);
        }
    }

    /** A server that is not up is told of elsewhere, and one that has just ended is seen by the next look. */
    private void tellOnce(Exception e) {
        boolean isNews = parts.serverIsUp() && !thread.isShutdown();
        String text = String.valueOf(e.getMessage());
        if (isNews && !text.equals(problem)) {
            story.trouble("Rows or counters can't be read: " + text);
        }
        problem = text;
    }
}
