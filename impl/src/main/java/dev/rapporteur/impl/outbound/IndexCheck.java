package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a segment's index to what lies in the segments: each entry must name a whole, unharmed report of its topic, and there
 * must be an entry for each report that the segment's frames place.
 */
public final class IndexCheck {

    /** Of one index no more findings than these are told. */
    private static final int MAX_FINDINGS = 20;

    private final SegmentFiles files;
    private final Set<Integer> segments;

    /**
     * Begins.
     *
     * @param files where segments and indexes are read from
     * @param segments those that are there: an index may name reports in segments that have gone since
     */
    public IndexCheck(SegmentFiles files, Set<Integer> segments) {
        this.files = files;
        this.segments = segments;
    }

    /**
     * Checks an index whose head is known to be sound.
     *
     * @param segment the segment that it belongs to
     * @param head of the index
     * @param fold of that segment, to the end; null if it can't be had
     * @return what is wrong, as sentences; empty if nothing is
     */
    public List<String> check(int segment, byte[] head, @Nullable SegmentFold fold) {
        List<String> findings = new ArrayList<>();
        ListedReports listed = new ListedReports();
        try {
            for (RunTable.Row row : RunTable.decode(segment, head, 0)) {
                EntryList entries = ListedReports.entries(row.run(), (at, into) -> files.readList(segment, at, into));
                check(row, entries, findings);
                if (findings.size() >= MAX_FINDINGS) {
                    return findings;
                }
                listed.add(row, entries);
            }
            if (fold != null && findings.isEmpty()) {
                ListedReports right = fold.listed();
                right.without(listed, one -> true, "it leaves out", findings);
                listed.without(right, segments::contains, "by the segment's frames it should not list", findings);
            }
        } catch (IOException | JournalException e) {
            findings.add("can't be followed: " + e.getMessage());
        }
        return findings;
    }

    private void check(RunTable.Row row, EntryList entries, List<String> findings) throws IOException {
        Run run = row.run();
        boolean summedUp = run.remaining == entries.count()
                && run.bytes == SegmentListing.bytes(entries)
                && entries.indexOf(run.first) == 0
                && entries.indexOf(run.last + 1) == entries.count();
        if (!summedUp) {
            findings.add("its head says of topic " + row.topic() + ", partition " + row.partition() + ": " + run + ", "
                    + run.bytes + " bytes; its list has " + entries.count() + " reports, "
                    + SegmentListing.bytes(entries) + " bytes");
        }
        long before = -1;
        for (int i = 0; i < entries.count() && findings.size() < MAX_FINDINGS; i++) {
            if (entries.sequence(i) <= before) {
                findings.add("sequence " + entries.sequence(i) + " comes after " + before);
            }
            before = entries.sequence(i);
            if (segments.contains(run.segment)) {
                checkReport(row, entries, i, findings);
            }
        }
    }

    private void checkReport(RunTable.Row row, EntryList entries, int i, List<String> findings) throws IOException {
        byte[] bytes = files.read(new BlockAt(row.run().segment, entries.position(i), entries.size(i)));
        List<StoredReport> reports = StoredReport.in(new ReportBlock(bytes, 0, bytes.length));
        boolean right = reports.size() == 1
                && reports.get(0).isSound()
                && reports.get(0).topic().equals(row.topic());
        if (!right) {
            findings.add(
                    "it says that a report of topic " + row.topic() + " lies at bytes " + entries.position(i) + " to "
                            + (entries.position(i) + entries.size(i)) + " of segment " + row.run().segment
                            + ", but no whole one does");
        }
    }
}
