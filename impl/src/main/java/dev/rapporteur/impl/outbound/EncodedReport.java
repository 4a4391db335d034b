package dev.rapporteur.impl.outbound;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.journal.ReportBlock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A report as bytes, encoded once in the caller's thread and never again until it is handed to Kafka. Big-endian:
 *
 * <pre>
 *  0  int    length of the whole, this field included
 *  4  int    CRC32C of the bytes from 8 to the end
 *  8  long   id: the journal's incarnation
 * 16  long   id: number
 * 24  long   timestamp, ms since 1970
 * 32  byte   flags: 1 has a key, 2 tombstone, 4 routed, 8 hashed
 * 33  int    routed: the partition; hashed: the key's hash, not negative; else 0 (takes its turn)
 * 37  short  topic length, then the topic in ASCII
 *     int    key length, then the key          (only with flag 1)
 *     short  header count, then for each: int name length, name in UTF-8, int value length, value
 *     ...    payload, to the end                (empty with flag 2)
 * </pre>
 *
 * <p>Its own checksum lets a report be read back, or moved, without the frame around it.
 *
 * <p>Static functions over an array that nobody writes any more.
 */
public final class EncodedReport {

    /** How a report finds its partition. */
    public enum Route {
        /** It has its partition. */
        ROUTED,
        /** The key's hash modulo the partition count, once that is known. */
        HASHED,
        /** Any partition, in turn. */
        IN_TURN
    }

    static final int CHECKSUM = 4;
    static final int ID = 8;
    static final int ID_NUMBER = 16;
    static final int TIMESTAMP = 24;
    static final int FLAGS = 32;
    static final int ROUTE = 33;
    static final int TOPIC = 37;

    static final int HAS_KEY = 1;
    static final int TOMBSTONE = 2;
    static final int ROUTED = 4;
    static final int HASHED = 8;

    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private EncodedReport() {}

    /** Bytes of the report at this offset. */
    static int size(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** What the checksum of the report in these bytes should be. */
    static int checksum(byte[] bytes, int at, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + ID, size - ID);
        return (int) crc.getValue();
    }

    /** Whether these bytes are a whole, unharmed report of this size. */
    static boolean isSound(byte[] bytes, int at, int size) {
        return size > TOPIC
                && size(bytes, at) == size
                && (int) INT.get(bytes, at + CHECKSUM) == checksum(bytes, at, size);
    }

    /** Up to where these bytes are whole, unharmed reports, one after the other. */
    static int soundBytes(byte[] bytes) {
        int at = 0;
        while (at + TOPIC < bytes.length) {
            int size = size(bytes, at);
            if (size > bytes.length - at || !isSound(bytes, at, size)) {
                break;
            }
            at += size;
        }
        return at;
    }

    /** How many reports a block holds. */
    static int count(ReportBlock block) {
        int count = 0;
        for (int offset = block.offset(); offset < block.end(); offset += size(block.bytes(), offset)) {
            if (size(block.bytes(), offset) <= TOPIC) {
                throw new IllegalStateException("No report begins at byte " + offset + " of " + block);
            }
            count++;
        }
        return count;
    }

    static ReportId id(byte[] bytes, int at) {
        return new ReportId((long) LONG.get(bytes, at + ID), (long) LONG.get(bytes, at + ID_NUMBER));
    }

    static long timestampMs(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + TIMESTAMP);
    }

    static Route route(byte[] bytes, int at) {
        int flags = bytes[at + FLAGS];
        if ((flags & ROUTED) != 0) {
            return Route.ROUTED;
        }
        return (flags & HASHED) != 0 ? Route.HASHED : Route.IN_TURN;
    }

    /** The partition of a routed report, the hash of a hashed one. */
    static int partitionOrHash(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + ROUTE);
    }

    static String topic(byte[] bytes, int at) {
        return new String(bytes, at + TOPIC + Short.BYTES, topicLength(bytes, at), StandardCharsets.US_ASCII);
    }

    /** Whether two reports go to the same topic, without decoding it. */
    static boolean sameTopic(byte[] a, int aAt, byte[] b, int bAt) {
        int aFrom = aAt + TOPIC;
        int bFrom = bAt + TOPIC;
        return Arrays.equals(
                a,
                aFrom,
                aFrom + Short.BYTES + topicLength(a, aAt),
                b,
                bFrom,
                bFrom + Short.BYTES + topicLength(b, bAt));
    }

    static byte @Nullable [] key(byte[] bytes, int at) {
        if ((bytes[at + FLAGS] & HAS_KEY) == 0) {
            return null;
        }
        int from = afterTopic(bytes, at);
        int length = (int) INT.get(bytes, from);
        return Arrays.copyOfRange(bytes, from + Integer.BYTES, from + Integer.BYTES + length);
    }

    static List<OutboundReport.Header> headers(byte[] bytes, int at) {
        int from = afterKey(bytes, at);
        int count = unsignedShort(bytes, from);
        if (count == 0) {
            return List.of();
        }
        from += Short.BYTES;
        List<OutboundReport.Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int nameLength = (int) INT.get(bytes, from);
            from += Integer.BYTES;
            String name = new String(bytes, from, nameLength, StandardCharsets.UTF_8);
            from += nameLength;
            int valueLength = (int) INT.get(bytes, from);
            from += Integer.BYTES;
            headers.add(new OutboundReport.Header(name, Arrays.copyOfRange(bytes, from, from + valueLength)));
            from += valueLength;
        }
        return headers;
    }

    static byte @Nullable [] payload(byte[] bytes, int at) {
        if ((bytes[at + FLAGS] & TOMBSTONE) != 0) {
            return null;
        }
        int from = afterKey(bytes, at);
        int count = unsignedShort(bytes, from);
        from += Short.BYTES;
        for (int i = 0; i < 2 * count; i++) {
            from += Integer.BYTES + (int) INT.get(bytes, from);
        }
        return Arrays.copyOfRange(bytes, from, at + size(bytes, at));
    }

    private static int topicLength(byte[] bytes, int at) {
        return unsignedShort(bytes, at + TOPIC);
    }

    private static int afterTopic(byte[] bytes, int at) {
        return at + TOPIC + Short.BYTES + topicLength(bytes, at);
    }

    private static int afterKey(byte[] bytes, int at) {
        int from = afterTopic(bytes, at);
        return (bytes[at + FLAGS] & HAS_KEY) == 0 ? from : from + Integer.BYTES + (int) INT.get(bytes, from);
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return Short.toUnsignedInt((short) SHORT.get(bytes, at));
    }
}
