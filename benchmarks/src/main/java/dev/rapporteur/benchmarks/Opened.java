package dev.rapporteur.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened so far, closed with this, the last first, unless it was kept. For one thread. */
final class Opened implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Takes charge of it. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Hands all of it over to whoever has it now. */
    void keep() {
        parts.clear();
    }

    /** Each is closed, whatever becomes of the others. */
    @Override
    public void close() {
        AutoCloseable last = parts.poll();
        if (last != null) {
            try (this) {
                close(last);
            }
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException(part + " could not be closed", e);
        }
    }
}
