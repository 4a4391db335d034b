package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the last segment tells of those before it, unproven frames included: each is true if it was written at all.
 *
 * @param missing segments that were found missing by earlier openings
 * @param logStart what may be gone; null if its head is harmed, and nothing behind that says it
 */
record LastWords(Set<Integer> missing, Frame.@Nullable LogStart logStart) {

    static LastWords of(JournalDirectory directory, int last) throws IOException {
        Set<Integer> missing = new HashSet<>();
        Frame.LogStart logStart = null;
        try (SegmentScan scan = new SegmentScan(directory, last, Long.MAX_VALUE, 0)) {
            Frame.Snapshot snapshot = scan.snapshot();
            if (snapshot != null) {
                snapshot.quarantined().forEach(range -> addIfMissing(range, missing));
                logStart = snapshot.logStart();
            }
            for (SegmentReader.Found found = scan.next(); found != null; found = scan.next()) {
                byte kind = found.header().kind();
                if (kind == FrameCodec.QUARANTINED && scan.decode(found) instanceof Quarantined range) {
                    addIfMissing(range, missing);
                } else if (kind == FrameCodec.LOG_START && scan.decode(found) instanceof Frame.LogStart start) {
                    logStart = start;
                }
            }
        }
        return new LastWords(missing, logStart);
    }

    private static void addIfMissing(Quarantined range, Set<Integer> missing) {
        if (range.isMissing()) {
            missing.add(range.segment());
        }
    }

    /** Whether nothing in it is alive, and what became of its reports may be forgotten by now. */
    boolean mayBeGone(int segment) {
        return logStart != null && segment < logStart.segment();
    }
}
