package dev.rapporteur.impl.outbound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The report bytes that an engine holds in memory, and their bound. Transactions at work may use all of it; reports that wait
 * for Kafka only three quarters, since they are in the journal as well and can be read back. For any thread; one atomic
 * add, no lock.
 */
public final class MemoryBudget {

    private final long maxBytes;
    private final long maxWaitingBytes;
    private final AtomicLong held = new AtomicLong();

    /** A budget of so many bytes. */
    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
        this.maxWaitingBytes = maxBytes / 4 * 3;
    }

    /** Takes bytes if they fit. @return whether they did; if not, nothing was taken */
    public boolean tryReserve(long bytes) {
        return tryTake(bytes, maxBytes);
    }

    /** Takes bytes for reports that wait, if they fit. @return whether they did; if not, nothing was taken */
    boolean tryHold(long bytes) {
        return tryTake(bytes, maxWaitingBytes);
    }

    private boolean tryTake(long bytes, long max) {
        if (held.addAndGet(bytes) <= max) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** What reports that wait may still take. One partition never takes more than this, so that others find room. */
    long freeForWaiting() {
        return Math.max(0, maxWaitingBytes - held.get());
    }

    /** Gives bytes back. */
    public void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes held now. */
    public long held() {
        return held.get();
    }

    /** The bound. */
    public long maxBytes() {
        return maxBytes;
    }
}
