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
    public void close() throws Exception {
        AutoCloseable last = parts.poll();
        if (last != null) {
            try (this) {
                last.close();
            }
        }
    }
}
