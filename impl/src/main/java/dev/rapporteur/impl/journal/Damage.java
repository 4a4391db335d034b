package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an opening finds that can't be vouched for. All of it is set aside or marked for the operator at once, and remembered for
 * the next segment, which notes it. On the opening thread.
 */
final class Damage {

    private final Quarantine quarantine;
    private final List<Quarantined> found = new ArrayList<>();

    Damage(Quarantine quarantine) {
        this.quarantine = quarantine;
    }

    List<Quarantined> found() {
        return List.copyOf(found);
    }

    /** A segment is not there. */
    void missing(Quarantined range) throws IOException {
        quarantine.noteMissing(range);
        found.add(range);
    }

    /** The last segment's file has lost its end. */
    void cut(Quarantined range) throws IOException {
        quarantine.noteCut(range);
        found.add(range);
    }

    /** Reports that can be read, and are not sent. */
    void withheld(Quarantined range) {
        found.add(range);
    }

    /** Mends a segment that was scanned, if there is a need. */
    void mend(int segment, SegmentScan scan) throws IOException {
        if (!scan.damage().isEmpty()) {
            quarantine.mend(segment, scan.firstSequence(), scan.damage(), scan.stateInstead());
            found.addAll(scan.damage());
        }
    }
}
