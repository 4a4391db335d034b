package dev.rapporteur.impl.outbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition's first reports, in memory and in sequence order: those in flight, and behind them those that wait. Guarded by
 * the buffer that owns it.
 */
final class LoadedReports {

    private final Deque<OutboundReport> waiting = new ArrayDeque<>();
    private final Deque<OutboundReport> inFlight = new ArrayDeque<>();
    private long bytes;
    private int vacated;

    /** Bytes of all. */
    long bytes() {
        return bytes;
    }

    /** How many are not in flight. */
    int waiting() {
        return waiting.size();
    }

    /** Adds one behind all others. */
    void add(OutboundReport report) {
        waiting.add(report);
        bytes += report.size();
    }

    /** Whether all up to this sequence are here, as far as they were ever loaded. */
    boolean reach(long sequence) {
        OutboundReport last = waiting.isEmpty() ? inFlight.peekLast() : waiting.peekLast();
        return last != null && sequence <= last.sequence();
    }

    /** The first that waits, vacated ones passed over; null if none does. */
    @Nullable
    OutboundReport firstWaiting() {
        while (!waiting.isEmpty() && waiting.getFirst().fate() == Fate.State.VACATED) {
            letGo(waiting.removeFirst());
        }
        return waiting.peekFirst();
    }

    /** The oldest of all; null if there is none. */
    @Nullable
    OutboundReport first() {
        return inFlight.isEmpty() ? firstWaiting() : inFlight.getFirst();
    }

    /** The first that waits is in flight from now on. */
    void takeFirst() {
        inFlight.add(waiting.remove());
    }

    /** Puts what is in flight from this sequence on back at the head of what waits, in order. */
    void rewindTo(long sequence) {
        while (!inFlight.isEmpty() && inFlight.getLast().sequence() >= sequence) {
            waiting.addFirst(inFlight.removeLast());
        }
    }

    /** So many have been vacated: when half of what waits may be, it is cleared away. */
    void vacated(int reports) {
        vacated += reports;
        if (2 * vacated > waiting.size()) {
            waiting.removeIf(this::dropIfVacated);
            vacated = 0;
        }
    }

    private boolean dropIfVacated(OutboundReport report) {
        if (report.fate() != Fate.State.VACATED) {
            return false;
        }
        letGo(report);
        return true;
    }

    /** Removes one, in flight or waiting, if it is here. */
    void remove(long sequence) {
        if (!remove(sequence, inFlight)) {
            boolean unused = remove(sequence, waiting);
        }
    }

    private boolean remove(long sequence, Deque<OutboundReport> from) {
        return from.removeIf(report -> {
            boolean found = report.sequence() == sequence;
            if (found) {
                letGo(report);
            }
            return found;
        });
    }

    /** Removes all below this sequence. @return them; their bytes may be gone */
    List<OutboundReport> removeBelow(long sequence) {
        List<OutboundReport> removed = new ArrayList<>();
        moveBelow(sequence, inFlight, removed);
        moveBelow(sequence, waiting, removed);
        removed.forEach(this::letGo);
        return removed;
    }

    private static void moveBelow(long sequence, Deque<OutboundReport> from, List<OutboundReport> to) {
        while (!from.isEmpty() && from.getFirst().sequence() < sequence) {
            to.add(from.removeFirst());
        }
    }

    /** Those from a sequence on, and below another, that are not vacated: in order. */
    List<OutboundReport> between(long from, long below) {
        List<OutboundReport> found = new ArrayList<>();
        if (!findBetween(inFlight, from, below, found)) {
            boolean unused = findBetween(waiting, from, below, found);
        }
        return found;
    }

    private static boolean findBetween(Deque<OutboundReport> in, long from, long below, List<OutboundReport> found) {
        for (OutboundReport report : in) {
            if (report.sequence() >= below) {
                return true;
            }
            if (report.sequence() >= from && report.fate() != Fate.State.VACATED) {
                found.add(report);
            }
        }
        return false;
    }

    /** Gives back the memory of the later half of what waits. @return the first that went; {@link PartitionPlaces#NONE} */
    long evictHalf() {
        int keep = waiting.size() / 2;
        long first = PartitionPlaces.NONE;
        while (waiting.size() > keep) {
            OutboundReport last = waiting.removeLast();
            first = last.sequence();
            letGo(last);
        }
        return first;
    }

    /** Gives back all memory. */
    void clear() {
        waiting.forEach(this::letGo);
        waiting.clear();
        inFlight.forEach(this::letGo);
        inFlight.clear();
    }

    private void letGo(OutboundReport report) {
        bytes -= report.size();
        report.release();
    }
}
