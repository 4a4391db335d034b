package dev.rapporteur.impl.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before each payload. Big-endian; a frame begins at a multiple of 8 bytes, and zeros pad it to the next one.
 *
 * <pre>
 *  0  int   magic "RPFR"
 *  4  int   segment number
 *  8  long  sequence of the frame, one more than that of the frame before
 * 16  long  sequence of the last frame known to be durable when this one was written
 * 24  int   payload length in bytes
 * 28  byte  kind
 * 29  3     zero
 * 32  int   CRC32C of the payload
 * 36  int   CRC32C of the bytes 0 to 35
 * 40  ...   payload
 * </pre>
 *
 * @param segment the segment's number: a frame left over from another file's blocks is not taken for one of this file
 * @param sequence from 1 upward over the journal's life
 * @param durable less than {@code sequence}; a bad frame at or below a later frame's {@code durable} is rot, not a torn tail
 * @param payloadLength from 0 upward
 * @param kind see {@link FrameCodec}
 * @param payloadChecksum CRC32C
 */
record FrameHeader(int segment, long sequence, long durable, int payloadLength, byte kind, int payloadChecksum) {

    static final int SIZE = 40;
    static final int ALIGNMENT = 8;
    /** A payload is an array; with its header it must stay one. */
    static final int MAX_PAYLOAD = Integer.MAX_VALUE - 1024;

    private static final int MAGIC = 0x52504652;
    private static final int CHECKSUM_AT = 36;

    /** Bytes that a frame with this payload takes in the file. */
    static int sizeOfFrame(int payloadLength) {
        return Math.toIntExact(((long) SIZE + payloadLength + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    void write(ByteBuffer to) {
        int from = to.position();
        to.putInt(MAGIC)
                .putInt(segment)
                .putLong(sequence)
                .putLong(durable)
                .putInt(payloadLength)
                .put(kind)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(payloadChecksum);
        to.putInt(checksum(to, from));
    }

    /** Reads {@value #SIZE} bytes from an absolute index; null if they are no whole, unharmed header. */
    static @Nullable FrameHeader read(ByteBuffer from, int at) {
        if (from.limit() - at < SIZE
                || from.getInt(at) != MAGIC
                || from.getInt(at + CHECKSUM_AT) != checksum(from, at)) {
            return null;
        }
        int payloadLength = from.getInt(at + 24);
        return payloadLength < 0 || payloadLength > MAX_PAYLOAD
                ? null
                : new FrameHeader(
                        from.getInt(at + 4),
                        from.getLong(at + 8),
                        from.getLong(at + 16),
                        payloadLength,
                        from.get(at + 28),
                        from.getInt(at + 32));
    }

    /** Whether a header may begin there: cheap, for a search. */
    static boolean startsAt(ByteBuffer from, int at) {
        return from.getInt(at) == MAGIC;
    }

    int frameSize() {
        return sizeOfFrame(payloadLength);
    }

    private static int checksum(ByteBuffer buffer, int from) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().position(from).limit(from + CHECKSUM_AT));
        return (int) crc.getValue();
    }
}
