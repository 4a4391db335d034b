package dev.rapporteur.impl.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

/** What the lanes together have in flight, and have booked for it of the link's memory. Of the dispatcher's thread. */
final class Booking {

    private final LinkMemory memory;
    private final AtomicInteger reports = new AtomicInteger();
    private long booked;

    Booking(LinkMemory memory) {
        this.memory = memory;
    }

    LinkMemory memory() {
        return memory;
    }

    /** Nothing is in flight anywhere. */
    boolean isEmpty() {
        return booked == 0;
    }

    /** Reports in flight. Any thread. */
    int reports() {
        return reports.get();
    }

    /** A lane's bytes in flight have changed, with so many reports more, or less. */
    void change(long fromBytes, long toBytes, int moreReports) {
        reports.lazySet(reports.getPlain() + moreReports);
        booked += memory.booked(toBytes) - memory.booked(fromBytes);
    }

    /** Bytes that may be sent for a partition at once now, but for the last report's overhang; not positive: wait. */
    long room(boolean nothingInFlight) {
        long unbooked = (memory.bookable() - booked) / 2 - (nothingInFlight ? memory.batchBytes() : 0);
        return Math.min(unbooked, memory.batchBytes());
    }
}
