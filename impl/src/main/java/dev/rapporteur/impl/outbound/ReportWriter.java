package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.ReportBlock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes reports one after the other into arrays, as {@link EncodedReport} lays them out, each whole in one. The arrays' bytes are charged
 * to the memory budget as they are taken. For one thread at a time.
 */
public final class ReportWriter {

    /** An array that has no room for what came next. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Full(byte[] bytes, int length) {}

    private static final int FIRST_BYTES = 512;
    /** Each array is twice as large as the one before, up to here: what is written is not copied to grow. */
    private static final int ARRAY_BYTES = 64 * 1024;

    /** With a frame's own fields it must stay one array. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 4096L;
    /** The array may be this many bytes larger than its content when it is handed over; else it is copied once. */
    private static final int SLACK_DIVISOR = 4;

    private static final byte[] NOTHING = {};

    private final MemoryBudget memory;
    private final List<Full> full = new ArrayList<>();
    private byte[] bytes = NOTHING;
    private int length;
    private int begin;
    /** Bytes in those that are full. */
    private int before;

    private int count;

    /** An empty writer that charges this budget. */
    public ReportWriter(MemoryBudget memory) {
        this.memory = memory;
    }

    /**
     * How far a writer has come.
     *
     * @param length bytes written
     * @param count reports written
     */
    public record Mark(int length, int count) {}

    /** Bytes written, those of {@link #toBlock}. */
    public int length() {
        return before + length;
    }

    /** Reports written. */
    public int count() {
        return count;
    }

    /** Where {@link #truncate} may return to. */
    public Mark mark() {
        return new Mark(length(), count);
    }

    /**
     * Makes room for a report.
     *
     * @param size as {@link #sizeOf} says
     * @return false if the budget does not allow it; nothing has changed then
     */
    public boolean reserve(int size) {
        if (size <= bytes.length - length) {
            return true;
        }
        long generous = Math.max(size, Math.min(ARRAY_BYTES, Math.max(FIRST_BYTES, 2L * bytes.length)));
        return size <= MAX_BYTES - length() && (take((int) generous) || take(size));
    }

    /** Goes on in a new array. */
    private boolean take(int capacity) {
        if (!memory.tryReserve(capacity)) {
            return false;
        }
        if (length > 0) {
            full.add(new Full(bytes, length));
            before += length;
        } else {
            memory.release(bytes.length);
        }
        bytes = new byte[capacity];
        length = 0;
        return true;
    }

    /**
     * Bytes that a report takes without its headers.
     *
     * @param topicLength ASCII characters of the topic
     * @param keyLength bytes of the key, -1 for none
     * @param payloadLength bytes of the payload
     */
    public static long sizeOf(int topicLength, int keyLength, long payloadLength) {
        return EncodedReport.TOPIC
                + Short.BYTES
                + topicLength
                + (keyLength < 0 ? 0 : Integer.BYTES + keyLength)
                + Short.BYTES
                + payloadLength;
    }

    /** Bytes that a header takes. */
    public static long sizeOfHeader(int nameLength, int valueLength) {
        return 2L * Integer.BYTES + nameLength + valueLength;
    }

    /**
     * Begins a report for which {@link #reserve} made room.
     *
     * @param partitionOrHash as the route says; 0 for one in turn
     */
    public void begin(
            long incarnation,
            long number,
            long timestampMs,
            EncodedReport.Route route,
            int partitionOrHash,
            String topic,
            byte @Nullable [] key,
            int headerCount) {
        begin = length;
        EncodedReport.LONG.set(bytes, begin + EncodedReport.ID, incarnation);
        EncodedReport.LONG.set(bytes, begin + EncodedReport.ID_NUMBER, number);
        EncodedReport.LONG.set(bytes, begin + EncodedReport.TIMESTAMP, timestampMs);
        bytes[begin + EncodedReport.FLAGS] = (byte) ((key == null ? 0 : EncodedReport.HAS_KEY)
                | switch (route) {
                    case ROUTED -> EncodedReport.ROUTED;
                    case HASHED -> EncodedReport.HASHED;
                    case IN_TURN -> 0;
                });
        EncodedReport.INT.set(bytes, begin + EncodedReport.ROUTE, partitionOrHash);
        length = begin + EncodedReport.TOPIC;
        putShort(topic.length());
        for (int i = 0; i < topic.length(); i++) {
            bytes[length++] = (byte) topic.charAt(i);
        }
        if (key != null) {
            putInt(key.length);
            put(key);
        }
        putShort(headerCount);
    }

    /** Adds the next of the headers that {@link #begin} announced. */
    public void header(String name, ByteBuffer value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        putInt(nameBytes.length);
        put(nameBytes);
        putInt(value.remaining());
        put(value);
    }

    /** Ends the report with its payload. */
    public void end(byte[] payload) {
        put(payload);
        finish();
    }

    /** Ends the report with its payload, or as a tombstone. */
    public void end(@Nullable ByteBuffer payload) {
        if (payload == null) {
            bytes[begin + EncodedReport.FLAGS] |= EncodedReport.TOMBSTONE;
        } else {
            put(payload);
        }
        finish();
    }

    /** Takes back all that was written after this mark. */
    public void truncate(Mark mark) {
        while (mark.length() < before) {
            memory.release(bytes.length);
            Full last = full.remove(full.size() - 1);
            bytes = last.bytes();
            length = last.length();
            before -= length;
        }
        length = mark.length() - before;
        count = mark.count();
    }

    /** The reports so far, in an array that the writer does not touch again before {@link #release}. */
    public ReportBlock toBlock() {
        if (!full.isEmpty() || bytes.length - length > length / SLACK_DIVISOR) {
            moveIntoOne();
        }
        return new ReportBlock(bytes, 0, length);
    }

    private void moveIntoOne() {
        byte[] content = new byte[length()];
        int at = 0;
        for (Full each : full) {
            System.arraycopy(each.bytes(), 0, content, at, each.length());
            at += each.length();
        }
        System.arraycopy(bytes, 0, content, at, length);
        memory.release(capacity() - content.length);
        full.clear();
        before = 0;
        bytes = content;
        length = content.length;
    }

    private long capacity() {
        long capacity = bytes.length;
        for (Full each : full) {
            capacity += each.bytes().length;
        }
        return capacity;
    }

    /** Gives the memory back; the writer is empty. */
    public void release() {
        memory.release(capacity());
        full.clear();
        before = 0;
        bytes = NOTHING;
        length = 0;
        count = 0;
    }

    private void finish() {
        int size = length - begin;
        EncodedReport.INT.set(bytes, begin, size);
        EncodedReport.INT.set(bytes, begin + EncodedReport.CHECKSUM, EncodedReport.checksum(bytes, begin, size));
        count++;
    }

    private void putInt(int value) {
        EncodedReport.INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    private void putShort(int value) {
        EncodedReport.SHORT.set(bytes, length, (short) value);
        length += Short.BYTES;
    }

    private void put(byte[] value) {
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    private void put(ByteBuffer value) {
        int count = value.remaining();
        value.get(bytes, length, count);
        length += count;
    }
}
