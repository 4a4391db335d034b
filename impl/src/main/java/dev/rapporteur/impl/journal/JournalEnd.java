package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells by the files that are left that a journal has lost its end, which no later segment would show. For one thread.
 *
 * @param directory the journal's
 */
record JournalEnd(JournalDirectory directory) {

    /**
     * Whether somebody has cut the last segment's file: segments are written full beforehand, and a spare lends half at most.
     *
     * @param size the file's
     * @param fullBytes what segments are written full to, at least
     */
    static boolean isCut(long size, long fullBytes) {
        return size > 0 && size < fullBytes / 2;
    }

    /** The indexes of segments that can't have been the last: a segment gets its index when the next one is there. */
    List<String> indexesBehind(int last) throws IOException {
        return directory.list().stream()
                .filter(name -> SegmentName.parseIndex(name).orElse(0) >= last)
                .sorted()
                .toList();
    }

    /**
     * What is lost, in sentences that begin with the file; empty if nothing is known to be.
     *
     * @param last the last segment
     * @param size of its file
     */
    List<String> losses(int last, long size) throws IOException {
        List<String> losses = new ArrayList<>();
        long spare = Reserve.leastSize(directory);
        if (spare < Long.MAX_VALUE && isCut(size, spare)) {
            losses.add(SegmentName.of(last) + ": was cut at byte " + size
                    + ": segments are written full beforehand, as the spares are, the smallest of which has " + spare
                    + " bytes. What it held from there on can't be vouched for.");
        }
        List<String> indexes = indexesBehind(last);
        if (!indexes.isEmpty()) {
            String newest = indexes.get(indexes.size() - 1);
            int lost = SegmentName.parseIndex(newest).orElseThrow() + 1;
            losses.add(
                    (lost == last + 1 ? "" : SegmentName.of(last + 1) + " to ") + SegmentName.of(lost)
                            + ": missing at the journal's end; what was there can't be vouched for. Leave " + newest
                            + " where it is: a segment gets its index when the next one is there, and nothing else tells the next start.");
        }
        return losses;
    }
}
