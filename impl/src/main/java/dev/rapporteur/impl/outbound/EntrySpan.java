package dev.rapporteur.impl.outbound;

/**
 * Some entries of a list, one after the other. Whoever guards the list guards them.
 *
 * @param from index of the first
 * @param to index behind the last
 */
record EntrySpan(EntryList list, int from, int to) {

    boolean isEmpty() {
        return from >= to;
    }

    int count() {
        return to - from;
    }

    /** The first so many of them. */
    EntrySpan first(int count) {
        return new EntrySpan(list, from, from + count);
    }

    /** Bytes of their reports. */
    long bytes() {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += list.size(i);
        }
        return bytes;
    }

    /** The last one's sequence. There must be one. */
    long lastSequence() {
        return list.sequence(to - 1);
    }
}
