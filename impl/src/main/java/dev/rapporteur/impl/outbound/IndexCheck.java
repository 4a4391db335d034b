package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Holds a segment's index to what lies in the segments: each entry must name a whole, unharmed report of its topic. */
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
     * @return what is wrong, as sentences; empty if nothing is
     */
    public List<String> check(int segment, byte[] head) {
        List<String> findings = new ArrayList<>();
        try {
            for (RunTable.Row row : RunTable.decode(segment, head, 0)) {
                check(row, findings);
                if (findings.size() >= MAX_FINDINGS) {
                    return findings;
                }
            }
        } catch (IOException | JournalException e) {
            findings.add("can't be followed: " + e.getMessage());
        }
        return findings;
    }

    private void check(RunTable.Row row, List<String> findings) throws IOException {
        Run run = row.run();
        long before = -1;
        for (int first = 0; first < run.listed; first += EntryList.BLOCK_ENTRIES) {
            int count = Math.min(EntryList.BLOCK_ENTRIES, run.listed - first);
            ByteBuffer block = ByteBuffer.allocate(count * EntryList.ENTRY_BYTES + Integer.BYTES);
            long at = run.listOffset + EntryList.bytesOf(first);
            files.readList(run.listedIn, at, block);
            EntryList entries = new EntryList();
            if (!entries.addBlock(block.flip())) {
                findings.add("the block of entries at byte " + at + " of its lists is harmed: its checksum is wrong");
                return;
            }
            for (int i = 0; i < count && findings.size() < MAX_FINDINGS; i++) {
                if (entries.sequence(i) <= before) {
                    findings.add("sequence " + entries.sequence(i) + " comes after " + before);
                }
                before = entries.sequence(i);
                if (segments.contains(run.segment)) {
                    checkReport(row, entries, i, findings);
                }
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
