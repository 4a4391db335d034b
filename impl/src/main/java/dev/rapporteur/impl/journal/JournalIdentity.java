package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file that names the journal: a line {@code journalId=UUID}, written when the directory is first used, and a line
 * {@code begun}, added when the first segment is on the disk. From then on there is always a segment.
 *
 * @param id the journal's id
 * @param begun whether a segment must be there
 */
record JournalIdentity(UUID id, boolean begun) {

    private static final String NAME = "identity";
    private static final String DRAFT = "identity.new";
    private static final String KEY = "journalId=";
    private static final String BEGUN = "begun";

    /**
     * Reads the journal's id, or gives a new directory one.
     *
     * @param fresh the id that a new journal gets
     * @throws JournalException if it is not the expected one, or missing beside segments, or unreadable
     */
    static JournalIdentity readOrCreate(JournalDirectory directory, UUID fresh, @Nullable UUID expected)
            throws IOException {
        List<String> names = directory.list();
        if (names.contains(NAME)) {
            JournalIdentity identity = read(directory);
            UUID id = identity.id();
            if (expected != null && !expected.equals(id)) {
                throw new JournalException("The journal in " + directory + " is " + id + ", but expectedJournalId says "
                        + expected + ". Mount the right volume, or correct expectedJournalId.");
            }
            return identity;
        }
        if (names.stream().anyMatch(name -> SegmentName.parse(name).isPresent())) {
            throw new JournalException("The journal in " + directory + " has segments but no file \"" + NAME
                    + "\", which names it. Restore that file from the journal's own volume; nothing was changed.");
        }
        if (expected != null) {
            throw new JournalException(
                    "The journal directory " + directory + " is empty, but expectedJournalId says that " + expected
                            + " lies there. Mount the right volume, or remove expectedJournalId.");
        }
        JournalIdentity created = new JournalIdentity(fresh, false);
        created.write(directory);
        return created;
    }

    private static JournalIdentity read(JournalDirectory directory) throws IOException {
        try (JournalFile file = directory.open(NAME)) {
            ByteBuffer bytes = ByteBuffer.allocate(256);
            file.readFully(bytes, 0);
            String text =
                    StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
            if (!text.startsWith(KEY)) {
                throw new JournalException(
                        "The file \"" + NAME + "\" in the journal " + directory + " says \"" + text + "\", not \"" + KEY
                                + "<UUID>\". Restore it from the journal's own volume; nothing was changed.");
            }
            String[] lines = text.split("\n", -1);
            return new JournalIdentity(UUID.fromString(lines[0].substring(KEY.length())), text.endsWith(BEGUN));
        } catch (IllegalArgumentException e) {
            throw new JournalException(
                    "The file \"" + NAME + "\" in the journal " + directory + " names no UUID. Restore it from the "
                            + "journal's own volume; nothing was changed.",
                    e);
        }
    }

    /** Notes that the first segment is on the disk. */
    void begin(JournalDirectory directory) throws IOException {
        if (!begun) {
            new JournalIdentity(id, true).write(directory);
        }
    }

    private void write(JournalDirectory directory) throws IOException {
        if (directory.list().contains(DRAFT)) {
            directory.delete(DRAFT);
        }
        try (JournalFile file = directory.create(DRAFT)) {
            ByteBuffer text = ByteBuffer.wrap(
                    (KEY + id + (begun ? "\n" + BEGUN : "") + "\n").getBytes(StandardCharsets.US_ASCII));
            file.appendFully(text);
            file.sync();
        }
        // The name last, so that it never stands for less than a whole file.
        directory.rename(DRAFT, NAME);
        directory.sync();
    }
}
