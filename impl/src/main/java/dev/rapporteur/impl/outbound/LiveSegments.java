package dev.rapporteur.impl.outbound;

import java.util.TreeMap;

/** How many blocks of reports live in each journal segment. Owned by the journal thread. */
final class LiveSegments {

    private final TreeMap<Integer, Integer> blocks = new TreeMap<>();

    void add(int segment) {
        blocks.merge(segment, 1, Integer::sum);
    }

    void remove(int segment) {
        Integer count = blocks.get(segment);
        if (count == null) {
            throw new IllegalStateException("Segment " + segment + " has no live block that could end");
        }
        if (count == 1) {
            blocks.remove(segment);
        } else {
            blocks.put(segment, count - 1);
        }
    }

    /** The oldest segment with a live block; {@link Integer#MAX_VALUE} if there is none. */
    int oldest() {
        return blocks.isEmpty() ? Integer.MAX_VALUE : blocks.firstKey();
    }
}
