package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a segment's file is this journal's, of this version, and under its own name. What is not must not be touched,
 * damaged or not. For one opening, on the opening thread.
 *
 * @param directory the journal's
 * @param journalId the journal's
 */
record SegmentOwner(JournalDirectory directory, UUID journalId) {

    /** What follows where files are not what they should be. */
    static final String REMEDY = " Restore it from the journal's own volume, or set journalDirectory to an empty one "
            + "and keep this one for inspection; nothing was changed.";

    /**
     * Checks a segment.
     *
     * @return its header; null if that is damaged, which is seen to when the segment is read
     * @throws JournalException if it is not this journal's, not of this version, or under a wrong name
     */
    @Nullable
    SegmentHeader check(int segment) throws IOException {
        SegmentHeader header = header(SegmentName.of(segment), segment);
        if (header == null) {
            return null;
        }
        if (!SegmentHeader.isReadable(header.version())) {
            throw new JournalException(SegmentName.of(segment) + " in the journal " + directory + " has format version "
                    + header.version() + "; this adapter reads " + SegmentHeader.VERSION
                    + ". Use the adapter's version that wrote it; nothing was changed.");
        }
        if (!header.journalId().equals(journalId)) {
            throw new JournalException(SegmentName.of(segment) + " in the journal " + directory + " (" + journalId
                    + ") belongs to journal " + header.journalId() + " as its segment " + header.segment()
                    + ": files of two journals were mixed." + REMEDY);
        }
        if (header.segment() != segment) {
            throw new JournalException(SegmentName.of(segment) + " in the journal " + directory + " is segment "
                    + header.segment() + " of this same journal under a wrong name. "
                    + rename(segment, header.segment()) + " Nothing was changed.");
        }
        return header;
    }

    private @Nullable SegmentHeader header(String name, int number) throws IOException {
        try (JournalFile file = directory.open(name)) {
            return new SegmentReader(file, number).header();
        }
    }

    private String rename(int name, int number) throws IOException {
        String right = SegmentName.of(number);
        if (!directory.list().contains(right)) {
            return "Rename it to " + right + ".";
        }
        SegmentHeader there = header(right, number);
        return there != null && there.segment() == name
                ? right + " in turn has this one's name: swap the two."
                : "There is a file " + right
                        + " too: keep the right one of the two under that name, and move the other out"
                        + " of the directory.";
    }
}
