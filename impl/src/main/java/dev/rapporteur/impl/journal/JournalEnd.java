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

    /** Whether somebody has cut the last segment's file: its header says how far it had been written full beforehand. */
    boolean isCut(int last) throws IOException {
        try (JournalFile file = directory.open(SegmentName.of(last))) {
            SegmentHeader header = new SegmentReader(file, last).header();
            // A sealed one ends with its frames.
            return header != null
                    && file.size() < header.fullBytes()
                    && indexesBehind(last).isEmpty();
        }
    }

    /** The indexes of segments that can't have been the last: a segment gets its index when the next one is there. */
    List<String> indexesBehind(int last) throws IOException {
        return directory.list().stream()
                .filter(name -> SegmentName.parseIndex(name).orElse(0) >= last)
                .sorted()
                .toList();
    }

    /** What is lost, in sentences that begin with the file; empty if nothing is known to be. */
    List<String> losses(int last) throws IOException {
        List<String> losses = new ArrayList<>();
        if (isCut(last)) {
            try (JournalFile file = directory.open(SegmentName.of(last))) {
                losses.add(SegmentName.of(last) + ": was cut at byte " + file.size()
                        + ": it had been written full beforehand to more bytes than these. What it held from there on can't be"
                        + " vouched for.");
            }
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
