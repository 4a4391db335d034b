package dev.rapporteur.impl.outbound;

import java.util.concurrent.atomic.AtomicLong;

/** The report bytes that an engine holds in memory, and their bound. For any thread; one atomic add, no lock. */
public final class MemoryBudget {

    private final long maxBytes;
    private final AtomicLong held = new AtomicLong();

    /** A budget of so many bytes. */
    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes bytes if they fit. @return whether they did; if not, nothing was taken */
    public boolean tryReserve(long bytes) {
        if (held.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Takes bytes that are there already, from the journal. */
    void adopt(long bytes) {
        held.addAndGet(bytes);
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
