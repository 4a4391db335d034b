package dev.rapporteur.impl.outbound;

import java.util.TreeMap;

/** What keeps each journal segment alive, counted, and the bytes of all reports that are alive. Safe for any thread. */
final class LiveSegments {

    private final TreeMap<Integer, Integer> holds = new TreeMap<>();
    private long reports;
    private long bytes;

    /** Something lives in the segment. */
    synchronized void add(int segment) {
        holds.merge(segment, 1, Integer::sum);
    }

    /** It does so no longer. */
    synchronized void remove(int segment) {
        Integer count = holds.get(segment);
        if (count == null) {
            throw new IllegalStateException("Segment " + segment + " holds nothing alive that could end");
        }
        if (count == 1) {
            holds.remove(segment);
        } else {
            holds.put(segment, count - 1);
        }
    }

    /** So many more reports are alive, of so many bytes; or fewer. */
    synchronized void change(long moreReports, long moreBytes) {
        reports += moreReports;
        bytes += moreBytes;
    }

    /** Reports that are alive: in their places, delivered or vacated not. */
    synchronized long reports() {
        return reports;
    }

    /** Bytes of the reports that are alive. */
    synchronized long bytes() {
        return bytes;
    }

    /** The oldest segment with something alive; {@link Integer#MAX_VALUE} if there is none. */
    synchronized int oldest() {
        return holds.isEmpty() ? Integer.MAX_VALUE : holds.firstKey();
    }
}
