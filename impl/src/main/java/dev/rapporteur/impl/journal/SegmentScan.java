package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment's frames in order and holds them to the rules: the snapshot first, sequences that follow each other. A
 * frame that can't be read although it had been durable is noted, and passed over. For one thread.
 */
final class SegmentScan implements Closeable {

    private final JournalDirectory directory;
    private final int segment;
    private final JournalFile file;
    private final SegmentReader reader;
    private final List<Quarantined> damage = new ArrayList<>();
    private final long firstSequence;
    private final long through;
    private long expected;
    private long proven = -1;
    private boolean passedMended;
    private Frame.@Nullable Snapshot instead;

    /**
     * Begins.
     *
     * @param through the last sequence that belongs to the segment, since a later one goes on behind it; for the last
     *     segment {@link Long#MAX_VALUE}
     * @param firstSequence that the segment must have, should its own header be harmed
     */
    SegmentScan(JournalDirectory directory, int segment, long through, long firstSequence) throws IOException {
        this.directory = directory;
        this.segment = segment;
        this.through = through;
        this.file = directory.open(SegmentName.of(segment));
        this.reader = new SegmentReader(file, segment);
        SegmentHeader header = reader.header();
        this.firstSequence = header == null ? firstBySnapshot(firstSequence) : header.firstSequence();
        this.expected = this.firstSequence;
        if (header == null) {
            damage.add(new Quarantined(this.firstSequence, this.firstSequence - 1, segment, 0, SegmentHeader.SIZE));
        }
    }

    /** What the segment's own header would say, by the snapshot that follows it. */
    private long firstBySnapshot(long otherwise) throws IOException {
        FrameHeader snapshot = reader.headerAt(SegmentHeader.SIZE);
        return snapshot == null || snapshot.kind() != FrameCodec.SNAPSHOT ? otherwise : snapshot.sequence() + 1;
    }

    long firstSequence() {
        return firstSequence;
    }

    /** The state at the segment's head; null if it can't be read. Before {@link #next}. */
    Frame.@Nullable Snapshot snapshot() throws IOException {
        SegmentReader.Found found = reader.next();
        if (found == null) {
            long end = reader.endOfBad();
            if (end < 0) {
                end = Math.max(endOfFile(), SegmentHeader.SIZE + FrameHeader.SIZE);
            }
            damage.add(new Quarantined(firstSequence, firstSequence - 1, segment, reader.position(), end));
            reader.seek(end);
            return null;
        }
        return decode(found) instanceof Frame.Snapshot snapshot ? snapshot : null;
    }

    /** Takes note of what the harmed snapshot must have said. */
    void insteadOfSnapshot(Frame.Snapshot state) {
        instead = state;
    }

    /** What a harmed snapshot must have said; null if there is none, or nobody knows. */
    Frame.@Nullable Snapshot stateInstead() {
        return instead;
    }

    /** The next whole frame; null at the end. */
    SegmentReader.@Nullable Found next() throws IOException {
        while (expected <= through) {
            SegmentReader.Found found = reader.next();
            if (found != null && follows(found.header())) {
                if (found.header().sequence() > through) {
                    reader.seek(found.position());
                    return null;
                }
                expected = found.header().sequence() + 1;
                passedMended |= standsIn(found);
                return found;
            }
            if (found != null) {
                reader.seek(found.position());
            }
            if (!passDamage()) {
                return null;
            }
        }
        return null;
    }

    private boolean follows(FrameHeader header) {
        return header.sequence() == expected
                || (header.kind() == FrameCodec.OPENED && Recovery.mayLeaveOut(expected, header.sequence()))
                || (header.kind() == FrameCodec.QUARANTINED && header.sequence() > expected);
    }

    /** Whether it is where a frame was that an earlier opening could not read. Notes of other damage lie elsewhere. */
    private boolean standsIn(SegmentReader.Found found) {
        return found.header().kind() == FrameCodec.QUARANTINED
                && decode(found) instanceof Quarantined range
                && range.segment() == segment
                && range.from() == found.position();
    }

    /** Notes the bad frame at the present position and goes behind it. False if it is the torn, or the natural, end. */
    private boolean passDamage() throws IOException {
        if (through == Long.MAX_VALUE) {
            proven = Math.max(proven, reader.provenDurable());
            if (proven < expected) {
                return false;
            }
        }
        long from = reader.position();
        long end = reader.endOfBad();
        FrameHeader after = end < 0 ? null : reader.headerAt(end);
        long last = after == null ? through : Math.min(through, after.sequence() - 1);
        if (last == Long.MAX_VALUE) {
            return false;
        }
        long to = end < 0 || last == through ? Math.max(endOfFile(), from + FrameHeader.SIZE) : end;
        damage.add(new Quarantined(expected, Math.max(last, expected), segment, from, to));
        expected = Math.max(last, expected) + 1;
        reader.seek(to);
        return true;
    }

    private long endOfFile() {
        return reader.size() / FrameHeader.ALIGNMENT * FrameHeader.ALIGNMENT;
    }

    Frame decode(SegmentReader.Found found) {
        try {
            FrameHeader header = found.header();
            if (header.kind() == FrameCodec.QUARANTINED && found.payload().length < FrameCodec.QUARANTINED_BYTES) {
                // It stands in for a frame that was too small to hold the whole note: its header says as much.
                return new Quarantined(header.durable() + 1, header.sequence(), segment, found.position(), found.end());
            }
            return FrameCodec.decode(found.header().kind(), found.payload());
        } catch (JournalException e) {
            throw new JournalException(
                    "The frame at byte " + found.position() + " of " + SegmentName.of(segment) + " in the journal "
                            + directory + " can't be taken: " + e.getMessage()
                            + " Nothing was lost; keep the directory.",
                    e);
        }
    }

    /** The ranges that can't be read, in the file's order. */
    List<Quarantined> damage() {
        return damage;
    }

    /** Whether any of the frames passed so far is lost, be it that this was found before, and mended. */
    boolean hasLosses() {
        return passedMended || !damage.isEmpty();
    }

    /** Where the frames read so far end. */
    long position() {
        return reader.position();
    }

    SegmentReader reader() {
        return reader;
    }

    JournalFile file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
