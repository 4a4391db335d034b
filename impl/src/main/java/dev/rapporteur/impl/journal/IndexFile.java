package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file beside a sealed segment that tells what lies where in it, {@code segment-NNNNNNNNNN.index}. It is derived: if it is
 * missing or harmed it is made again from the segment. Big-endian:
 *
 * <pre>
 *  0  long  magic "RAPPIDX" and a zero
 *  8  int   format version
 * 12  int   segment number
 * 16  16    journalId
 * 32  long  sequence of the segment's last frame
 * 40  long  where the segment's frames end
 * 48  int   length of the head
 * 52  int   CRC32C of the head
 * 56  long  length of the lists
 * 64  int   zero
 * 68  int   CRC32C of the bytes 0 to 67
 * 72  ...   head, then the lists
 * </pre>
 *
 * @param lastSequence of the segment
 * @param contentBytes of the segment
 * @param head opaque
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record IndexFile(int segment, UUID journalId, long lastSequence, long contentBytes, byte[] head) {

    static final int HEADER_SIZE = 72;

    private static final long MAGIC = 0x5241505049445800L;
    private static final int CHECKSUM_AT = 68;
    private static final int HEAD_LENGTH_AT = 48;
    private static final int LISTS_LENGTH_AT = 56;

    /** How many bytes such a file takes. */
    static long sizeOf(SegmentIndex index) {
        return HEADER_SIZE + index.head().length + index.listBytes();
    }

    /** Writes it, synced but for its name: if that is lost in a crash, the index is made again. */
    void write(JournalDirectory directory, SegmentIndex index) throws IOException {
        String name = SegmentName.indexOf(segment);
        String draft = name + ".new";
        directory.deleteIfThere(draft);
        long at = (long) HEADER_SIZE + head.length;
        try (JournalFile file = directory.create(draft)) {
            file.writeFully(header(index.listBytes()), 0);
            file.writeFully(ByteBuffer.wrap(head), HEADER_SIZE);
            for (ByteBuffer list : index.lists()) {
                int length = list.remaining();
                file.writeFully(list.duplicate(), at);
                at += length;
            }
            file.sync();
        }
        directory.rename(draft, name);
    }

    private ByteBuffer header(long listBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_SIZE);
        bytes.putLong(MAGIC)
                .putInt(SegmentHeader.VERSION)
                .putInt(segment)
                .putLong(journalId.getMostSignificantBits())
                .putLong(journalId.getLeastSignificantBits())
                .putLong(lastSequence)
                .putLong(contentBytes)
                .putInt(head.length)
                .putInt(checksum(ByteBuffer.wrap(head), head.length))
                .putLong(listBytes)
                .putInt(0);
        return bytes.putInt(checksum(bytes.duplicate().flip(), CHECKSUM_AT)).flip();
    }

    /** Reads header and head; null if there is no whole, unharmed index for this segment. */
    static @Nullable IndexFile read(JournalDirectory directory, int segment, UUID journalId) throws IOException {
        if (!directory.list().contains(SegmentName.indexOf(segment))) {
            return null;
        }
        try (JournalFile file = directory.open(SegmentName.indexOf(segment))) {
            ByteBuffer bytes = ByteBuffer.allocate(HEADER_SIZE);
            file.readFully(bytes, 0);
            if (bytes.hasRemaining() || !isSound(bytes.flip(), segment, journalId, file.size())) {
                return null;
            }
            byte[] head = new byte[bytes.getInt(HEAD_LENGTH_AT)];
            ByteBuffer into = ByteBuffer.wrap(head);
            file.readFully(into, HEADER_SIZE);
            return into.hasRemaining() || bytes.getInt(52) != checksum(ByteBuffer.wrap(head), head.length)
                    ? null
                    : new IndexFile(segment, journalId, bytes.getLong(32), bytes.getLong(40), head);
        }
    }

    private static boolean isSound(ByteBuffer bytes, int segment, UUID journalId, long size) {
        return bytes.getLong(0) == MAGIC
                && bytes.getInt(CHECKSUM_AT) == checksum(bytes.duplicate(), CHECKSUM_AT)
                && SegmentHeader.isReadable(bytes.getInt(8))
                && bytes.getInt(12) == segment
                && bytes.getLong(16) == journalId.getMostSignificantBits()
                && bytes.getLong(24) == journalId.getLeastSignificantBits()
                && bytes.getInt(HEAD_LENGTH_AT) >= 0
                && bytes.getLong(LISTS_LENGTH_AT) >= 0
                && (long) HEADER_SIZE + bytes.getInt(HEAD_LENGTH_AT) + bytes.getLong(LISTS_LENGTH_AT) == size;
    }

    /** Where an index's lists begin, as its header says. */
    static long listsBeginAt(JournalFile file) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        file.readFully(length, HEAD_LENGTH_AT);
        if (length.hasRemaining() || length.getInt(0) < 0) {
            throw new IOException("the header of an index is harmed since it was read first");
        }
        return (long) HEADER_SIZE + length.getInt(0);
    }

    private static int checksum(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.position(0).limit(length));
        return (int) crc.getValue();
    }
}
