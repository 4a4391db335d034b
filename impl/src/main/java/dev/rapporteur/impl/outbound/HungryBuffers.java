package dev.rapporteur.impl.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Whom to read for next. Most often whoever is furthest behind: what is read from the disk for one has the reports of others
 * in it, and so they all go through the journal together. Nobody is passed over for long.
 *
 * <p>{@link #add} is for any thread, all else for the one that reads.
 */
final class HungryBuffers {

    /** Who has been passed over so often is next. */
    private static final int MAX_PASSED_OVER = 256;

    /**
     * One that waits.
     *
     * @param unloaded the first sequence that it has not in memory, or had not when it came
     * @param since how many had been taken when it came
     */
    private record Hungry(PartitionBuffer buffer, long unloaded, long since) {}

    private final Queue<PartitionBuffer> coming = new ConcurrentLinkedQueue<>();
    /** In the order in which they came. */
    private final List<Hungry> waiting = new ArrayList<>();

    private long taken;

    /** Adds one that is not there yet. @return whether it wasn't */
    boolean add(PartitionBuffer buffer) {
        return buffer.askedFor() && coming.add(buffer);
    }

    /** Takes one; null if there is none. */
    @Nullable
    PartitionBuffer next() {
        for (PartitionBuffer buffer = coming.poll(); buffer != null; buffer = coming.poll()) {
            waiting.add(new Hungry(buffer, buffer.unloaded(), taken));
        }
        if (waiting.isEmpty()) {
            return null;
        }
        taken++;
        PartitionBuffer next = waiting.remove(indexOfNext()).buffer();
        next.heard();
        return next;
    }

    private int indexOfNext() {
        int next = 0;
        if (taken - waiting.get(0).since() <= MAX_PASSED_OVER) {
            for (int i = 1; i < waiting.size(); i++) {
                if (waiting.get(i).unloaded() < waiting.get(next).unloaded()) {
                    next = i;
                }
            }
        }
        return next;
    }
}
