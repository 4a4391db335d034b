package dev.rapporteur.impl.outbound;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bytes of reports in memory, charged to the budget until the last report that lies in them has gone. For any thread; nobody
 * writes the bytes.
 */
final class HeldBytes {

    /** What a report in memory costs besides its bytes. */
    static final int OVERHEAD = 96;

    private final MemoryBudget memory;
    private final byte[] bytes;
    private final long charged;
    /** One for whoever makes it. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** Takes over bytes that are charged already. */
    HeldBytes(MemoryBudget memory, byte[] bytes, long charged) {
        this.memory = memory;
        this.bytes = bytes;
        this.charged = charged;
    }

    byte[] bytes() {
        return bytes;
    }

    HeldBytes retain() {
        users.incrementAndGet();
        return this;
    }

    void release() {
        int left = users.decrementAndGet();
        if (left == 0) {
            memory.release(charged);
        } else if (left < 0) {
            throw new IllegalStateException("Bytes of reports were released more often than they were held");
        }
    }
}
