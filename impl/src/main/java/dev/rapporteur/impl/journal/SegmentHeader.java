package dev.rapporteur.impl.journal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of each segment file. Big-endian:
 *
 * <pre>
 *  0  long  magic "RAPPORT" and a zero
 *  8  int   format version
 * 12  int   segment number
 * 16  16    journalId
 * 32  long  sequence of the first frame after the snapshot at the segment's head
 * 40  int   bytes that the file was written full to, at least, when it became this segment; 0 if that is not known
 * 44  int   CRC32C of the bytes 0 to 43
 * 48  ...   frames
 * </pre>
 */
record SegmentHeader(int version, int segment, UUID journalId, long firstSequence, int fullBytes) {

    static final int SIZE = 48;
    static final int VERSION = 7;

    /** The oldest version that this one understands. */
    private static final int OLDEST = 4;

    private static final long MAGIC = 0x524150504F525400L;
    private static final int CHECKSUM_AT = 44;

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(MAGIC)
                .putInt(version)
                .putInt(segment)
                .putLong(journalId.getMostSignificantBits())
                .putLong(journalId.getLeastSignificantBits())
                .putLong(firstSequence)
                .putInt(fullBytes);
        return bytes.putInt(checksum(bytes)).flip();
    }

    /** Reads a header of this or another version; null if it is none, or harmed. */
    static @Nullable SegmentHeader read(ByteBuffer from) {
        if (from.limit() < SIZE || from.getLong(0) != MAGIC || from.getInt(CHECKSUM_AT) != checksum(from)) {
            return null;
        }
        return new SegmentHeader(
                from.getInt(8),
                from.getInt(12),
                new UUID(from.getLong(16), from.getLong(24)),
                from.getLong(32),
                from.getInt(40));
    }

    /** Whether what this version wrote is understood. */
    static boolean isReadable(int version) {
        return OLDEST <= version && version <= VERSION;
    }

    /** The versions that are understood, in words. */
    static String readable() {
        return OLDEST + " to " + VERSION;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(CHECKSUM_AT));
        return (int) crc.getValue();
    }
}
