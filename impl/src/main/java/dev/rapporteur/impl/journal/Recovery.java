package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the segments that are there and applies their frames; cuts what a crash left torn at the end of the last one. For
 * one opening, on the opening thread.
 *
 * <p>Segments are deleted only from the oldest on, so their numbers have no gap and each one's first sequence follows the
 * last of the one before; anything else means that one was lost or changed, and the journal refuses to open, changing
 * nothing.
 */
final class Recovery {

    /**
     * What was found.
     *
     * @param segments the numbers of the segments, ascending
     * @param lastSequence the sequence after which the next segment goes on
     * @param closed whether the journal had been closed in order, or is new
     * @param bytes of all segments
     */
    record Result(List<Integer> segments, long lastSequence, boolean closed, long bytes) {}

    /** An unclean stop has lost fewer frames; the next opening leaves out so many sequences, so that none is used twice. */
    static final long LOST_AT_MOST = 1 << 24;

    private static final String REMEDY =
            " Restore it from the journal's own volume, or set journalDirectory to an empty one "
                    + "and keep this one for inspection; nothing was changed.";

    private final JournalDirectory directory;
    private final UUID journalId;
    private final boolean begun;
    private final Fold fold;
    private long lastSequence;
    private boolean closed = true;
    private long bytes;

    Recovery(JournalDirectory directory, JournalIdentity identity, Fold fold) {
        this.directory = directory;
        this.journalId = identity.id();
        this.begun = identity.begun();
        this.fold = fold;
    }

    Result run() throws IOException {
        List<Integer> segments = segments();
        if (begun && segments.isEmpty()) {
            throw new JournalException("The journal in " + directory + " has lost all its segments." + REMEDY);
        }
        for (int segment : segments) {
            checkOwner(segment);
        }
        for (int segment : segments) {
            boolean last = segment == segments.get(segments.size() - 1);
            if (last && !settleTail(segment, begun && segments.size() == 1)) {
                closed = false;
                segments = segments.subList(0, segments.size() - 1);
                break;
            }
            apply(segment);
        }
        return new Result(List.copyOf(segments), closed ? lastSequence : lastSequence + LOST_AT_MOST, closed, bytes);
    }

    /** What another journal or another version wrote must not be touched, torn or not. */
    private void checkOwner(int segment) throws IOException {
        try (JournalFile file = directory.open(SegmentName.of(segment))) {
            SegmentHeader header = new SegmentReader(file, segment).header();
            if (header == null) {
                return; // torn if it is the last one, else damaged: seen to below
            }
            if (header.version() != SegmentHeader.VERSION) {
                throw new JournalException(SegmentName.of(segment) + " in the journal " + directory
                        + " has format version " + header.version() + "; this adapter reads " + SegmentHeader.VERSION
                        + ". Use the adapter's version that wrote it; nothing was changed.");
            }
            if (header.segment() != segment || !header.journalId().equals(journalId)) {
                throw new JournalException(SegmentName.of(segment) + " in the journal " + directory + " (" + journalId
                        + ") belongs to journal " + header.journalId() + " as its segment " + header.segment()
                        + ": files of two journals were mixed." + REMEDY);
            }
        }
    }

    private List<Integer> segments() throws IOException {
        List<Integer> segments = directory.list().stream()
                .flatMap(name -> SegmentName.parse(name).stream())
                .sorted()
                .toList();
        for (int i = 1; i < segments.size(); i++) {
            if (segments.get(i) != segments.get(i - 1) + 1) {
                throw new JournalException(
                        "The journal in " + directory + " lacks " + SegmentName.of(segments.get(i - 1) + 1)
                                + ", which must lie between two that are there." + REMEDY);
            }
        }
        return segments;
    }

    /**
     * Leaves the last segment with whole frames only, and on the disk: what only the page cache holds must not be acted
     * upon.
     *
     * @param whole the segment's beginning can't be missing, since another one went only after it was on the disk
     * @return false if the crash came before the segment's first sync, so that it held nothing; it is deleted then
     */
    private boolean settleTail(int segment, boolean whole) throws IOException {
        try (JournalFile file = directory.open(SegmentName.of(segment))) {
            SegmentReader reader = new SegmentReader(file, segment);
            SegmentHeader header = reader.header();
            long expected = header == null ? 0 : header.firstSequence();
            boolean readable = false;
            for (SegmentReader.Found found = header == null ? null : reader.next();
                    found != null;
                    found = reader.next()) {
                expected = found.header().sequence() + 1;
                readable = true;
            }
            if (whole && !readable) {
                throw damaged(segment, reader.position(), "it is the only one, and its beginning is gone");
            }
            if (reader.position() < reader.size()) {
                if (reader.provesDurable(expected)) {
                    throw damaged(segment, reader.position(), "frames after it prove that it had been durable");
                }
                new TornTail(directory, segment, reader.position()).keep(file);
                file.truncate(reader.position());
            }
            file.sync();
            if (readable) {
                return true;
            }
        }
        directory.delete(SegmentName.of(segment));
        directory.sync();
        return false;
    }

    private void apply(int segment) throws IOException {
        try (JournalFile file = directory.open(SegmentName.of(segment))) {
            SegmentReader reader = new SegmentReader(file, segment);
            SegmentHeader header = check(segment, reader.header());
            for (SegmentReader.Found found = reader.next(); found != null; found = reader.next()) {
                long sequence = found.header().sequence();
                boolean first =
                        found.end() == SegmentHeader.SIZE + found.header().frameSize();
                if (first ? sequence != header.firstSequence() : sequence != lastSequence + 1) {
                    throw damaged(
                            segment,
                            reader.position(),
                            "its sequence " + sequence + " does not follow " + lastSequence);
                }
                Frame frame = take(found, segment);
                closed = frame instanceof Frame.DurableMark mark && mark.closing();
                lastSequence = sequence;
            }
            if (reader.position() < reader.size()) {
                throw damaged(
                        segment, reader.position(), "only the last segment may end with a frame that is not whole");
            }
            bytes += reader.size();
        }
    }

    private Frame take(SegmentReader.Found found, int segment) {
        try {
            Frame frame = FrameCodec.decode(found.header().kind(), found.payload());
            fold.apply(frame, found.header().sequence(), segment);
            return frame;
        } catch (JournalException | IllegalStateException e) {
            throw new JournalException(
                    "The frame that ends at byte " + found.end() + " of " + SegmentName.of(segment) + " in the journal "
                            + directory + " can't be taken: " + e.getMessage()
                            + " Nothing was lost; keep the directory.",
                    e);
        }
    }

    private SegmentHeader check(int segment, @Nullable SegmentHeader header) {
        if (header == null) {
            throw damaged(segment, 0, "its header is harmed");
        }
        long gap = header.firstSequence() - lastSequence - 1;
        if (lastSequence != 0 && gap != 0 && gap != LOST_AT_MOST) {
            throw damaged(
                    segment,
                    0,
                    "it begins with sequence " + header.firstSequence() + ", the one before ended with "
                            + lastSequence);
        }
        return header;
    }

    private JournalException damaged(int segment, long position, String how) {
        return new JournalException(SegmentName.of(segment) + " in the journal " + directory + " is damaged at byte "
                + position + ": " + how + "." + REMEDY);
    }
}
