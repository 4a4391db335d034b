package dev.rapporteur.impl.dispatch;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** How often somebody else has ended our transactional producers lately. Safe for any thread. */
final class FencedIds {

    static final int OFTEN = 6;
    static final long WITHIN_MS = 60_000;

    private final Queue<Long> times = new ArrayDeque<>();

    /** It has happened now. */
    synchronized void fenced(long nowMs) {
        times.add(nowMs);
        if (times.size() > OFTEN) {
            times.remove();
        }
    }

    /** What to look for when it comes too often for a mere mishap, as a sentence; else null. */
    synchronized @Nullable String alarm(long nowMs) {
        Long first = times.peek();
        if (first == null || times.size() < OFTEN || nowMs - first > WITHIN_MS) {
            return null;
        }
        return "Transactional producers of this journal were ended by somebody else " + OFTEN + " times in "
                + WITHIN_MS / 1_000
                + " s. Either the journal runs twice: look for a server with a copy of its directory, and stop"
                + " one of them; or Kafka takes longer than a transaction may last: check its brokers. Nothing is lost.";
    }
}
