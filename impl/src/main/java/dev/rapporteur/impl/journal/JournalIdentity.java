package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that names the journal, as lines of text:
 *
 * <pre>
 * journalId=UUID
 * inode=NUMBER     of this file itself, where files have one: a copy of the directory, or one restored, has another
 * begun            added when the first segment is on the disk; from then on there is always a segment
 * crc32c=HEX       of all bytes before this line; format versions before 3 had none
 * </pre>
 *
 * @param id the journal's id
 * @param begun whether a segment must be there
 * @param copied whether the directory was copied or restored since it was last used; of a journal that has begun
 * @param accepted whether it was, and is taken for the journal itself from here on
 */
record JournalIdentity(UUID id, boolean begun, boolean copied, boolean accepted) {

    JournalIdentity(UUID id, boolean begun, boolean copied) {
        this(id, begun, copied, false);
    }

    static final String NAME = "identity";

    private static final Logger LOG = System.getLogger(JournalIdentity.class.getName());
    private static final String DRAFT = "identity.new";
    private static final String KEY = "journalId=";
    private static final String INODE = "inode=";
    private static final String BEGUN = "begun";
    private static final String CRC = "crc32c=";

    /**
     * Reads the journal's id, or gives a new directory one.
     *
     * @param fresh the id that a new journal gets
     * @param acceptCopy whether a copy is taken for the journal itself from here on
     * @throws JournalException if it is not the expected one, or missing beside segments, or unreadable
     */
    static JournalIdentity readOrCreate(
            JournalDirectory directory, UUID fresh, @Nullable UUID expected, boolean acceptCopy) throws IOException {
        List<String> names = directory.list();
        if (names.contains(NAME)) {
            return found(directory, expected, acceptCopy);
        }
        if (names.stream().anyMatch(name -> SegmentName.parse(name).isPresent())) {
            throw new JournalException("The journal in " + directory + " has segments but no file \"" + NAME
                    + "\", which names it. Restore that file from the journal's own volume; nothing was changed.");
        }
        if (expected != null) {
            throw new JournalException("The journal directory " + directory + " is empty, but journal " + expected
                    + " is expected there (by expectedJournalId, or since it was opened there before). Mount the "
                    + "right volume, or correct expectedJournalId.");
        }
        JournalIdentity created = new JournalIdentity(fresh, false, false);
        created.write(directory);
        return created;
    }

    private static JournalIdentity found(JournalDirectory directory, @Nullable UUID expected, boolean acceptCopy)
            throws IOException {
        JournalIdentity identity = read(directory);
        UUID id = identity.id();
        if (expected != null && !expected.equals(id)) {
            throw new JournalException("The journal in " + directory + " is " + id + ", but expectedJournalId says "
                    + expected + ". Mount the right volume, or correct expectedJournalId.");
        }
        String obstacle = identity.obstacle(directory);
        if (obstacle == null) {
            return identity;
        }
        if (!acceptCopy) {
            LOG.log(Logger.Level.WARNING, obstacle);
            return identity;
        }
        LOG.log(
                Logger.Level.WARNING,
                "Journal {0} in {1} was copied or restored, and copiedJournal=SEND takes it for the journal itself: all that"
                        + " waits in it is sent from here on. Set copiedJournal back to HOLD.",
                id,
                directory);
        return new JournalIdentity(id, true, false, true);
    }

    /** Why nothing of a copy may be sent, and recovery not be answered from it; null if it is none. */
    @Nullable
    String obstacle(JournalDirectory directory) {
        return copied
                ? "Journal " + id + " in " + directory
                        + " was copied or restored from elsewhere, so its original may have"
                        + " sent the same reports, and may know other decisions. Transactions work, but nothing is sent"
                        + " and recovery is not answered. If the original will never run again, set copiedJournal=SEND"
                        + " and restart the adapter to send what waits; else give this server a journalDirectory of its"
                        + " own."
                : null;
    }

    private static JournalIdentity read(JournalDirectory directory) throws IOException {
        try (JournalFile file = directory.open(NAME)) {
            ByteBuffer bytes = ByteBuffer.allocate(256);
            file.readFully(bytes, 0);
            String text =
                    StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
            if (!text.startsWith(KEY) || !isSound(text)) {
                throw new JournalException("The file \"" + NAME + "\" in the journal " + directory
                        + " is damaged: it should begin with \"" + KEY
                        + "<UUID>\" and have the checksum that its last line says."
                        + " Restore it from the journal's own volume; nothing was changed.");
            }
            List<String> lines = List.of(text.split("\n", -1));
            boolean begun = lines.contains(BEGUN);
            return new JournalIdentity(
                    UUID.fromString(lines.get(0).substring(KEY.length())), begun, begun && isCopy(directory, lines));
        } catch (IllegalArgumentException e) {
            throw new JournalException(
                    "The file \"" + NAME + "\" in the journal " + directory + " names no UUID. Restore it from the "
                            + "journal's own volume; nothing was changed.",
                    e);
        }
    }

    private static boolean isSound(String text) {
        int at = text.indexOf(CRC);
        return at < 0 || text.substring(at + CRC.length()).equals(checksum(text.substring(0, at)));
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** Where files had no inodes when it was written, nothing can be said. */
    private static boolean isCopy(JournalDirectory directory, List<String> lines) throws IOException {
        String inode = directory.inode(NAME);
        return lines.stream()
                .filter(line -> line.startsWith(INODE))
                .anyMatch(line -> !line.substring(INODE.length()).equals(inode));
    }

    /** Whether there must be a segment and is none. */
    boolean hasLostAll(List<Integer> segments) {
        return begun && segments.isEmpty();
    }

    /** Notes that the first segment of this opening is on the disk, and with it that a copy was accepted. */
    void begin(JournalDirectory directory) throws IOException {
        if (!begun || accepted) {
            new JournalIdentity(id, true, false).write(directory);
        }
    }

    private void write(JournalDirectory directory) throws IOException {
        directory.deleteIfThere(DRAFT);
        try (JournalFile file = directory.create(DRAFT)) {
            String inode = directory.inode(DRAFT); // the file keeps it under its own name
            String text = KEY + id + "\n" + (inode == null ? "" : INODE + inode + "\n") + (begun ? BEGUN + "\n" : "");
            String whole = text + CRC + checksum(text) + "\n";
            file.writeFully(ByteBuffer.wrap(whole.getBytes(StandardCharsets.US_ASCII)), 0);
            file.sync();
        }
        // The name last, so that it never stands for less than a whole file.
        directory.rename(DRAFT, NAME);
        directory.sync();
    }
}
