package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.outbound.PartitionId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Markers as records of the progress topic. Big-endian:
 *
 * <pre>
 * key                                     value
 *  0  byte   format version, 1             0  byte   format version, 2
 *  1  16     journalId                     1  long   incarnation
 * 17  int    partition                     9  int    generation
 * 21  short  length of the topic's name   13  long   from sequence
 * 23         the name in UTF-8, to the    21  long   next sequence
 *            end                          29  int    the partition that took the reports
 *                                         33  long   first offset there, or -1
 *                                         41  short  length of the cluster's id
 *                                         43         the id in UTF-8, to the end
 * </pre>
 *
 * <p>Kafka's own checksum is over them. What is not exactly like this is not understood. But for values of version 1, which name no
 * partition: the first offset stands at 29, and the reports are in the key's partition, since who wrote them could not map.
 */
final class MarkerCodec {

    /** These bytes are no marker, or none of this version. */
    static final class NotUnderstoodException extends Exception {

        private static final long serialVersionUID = 1L;

        NotUnderstoodException(String message) {
            super(message);
        }
    }

    /** Whose progress a marker tells. */
    record Key(UUID journalId, PartitionId partition) {}

    /** All versions of a partition's marker must have the same key: the latest counts. */
    private static final byte KEY_VERSION = 1;

    private static final byte VALUE_VERSION = 2;
    /** Of builds that could not map: it names no partition. */
    private static final byte VALUE_VERSION_UNMAPPED = 1;

    private static final int KEY_FIXED = 23;
    private static final int VALUE_FIXED = 43;

    private MarkerCodec() {}

    static byte[] key(UUID journalId, PartitionId partition) {
        byte[] topic = partition.topic().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(KEY_FIXED + topic.length)
                .put(KEY_VERSION)
                .putLong(journalId.getMostSignificantBits())
                .putLong(journalId.getLeastSignificantBits())
                .putInt(partition.number())
                .putShort((short) topic.length)
                .put(topic)
                .array();
    }

    static byte[] value(Marker marker) {
        byte[] clusterId = marker.clusterId().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(VALUE_FIXED + clusterId.length)
                .put(VALUE_VERSION)
                .putLong(marker.incarnation())
                .putInt(marker.generation())
                .putLong(marker.fromSequence())
                .putLong(marker.nextSequence())
                .putInt(marker.takenBy())
                .putLong(marker.firstOffset())
                .putShort((short) clusterId.length)
                .put(clusterId)
                .array();
    }

    static Key key(byte[] bytes) throws NotUnderstoodException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != KEY_VERSION) {
                throw otherVersion("A marker's key", version, "1");
            }
            UUID journalId = new UUID(in.getLong(), in.getLong());
            int partition = in.getInt();
            String topic = rest(in, "A marker's key");
            if (partition < 0) {
                throw new NotUnderstoodException("A marker's key names partition " + partition);
            }
            return new Key(journalId, new PartitionId(topic, partition));
        } catch (BufferUnderflowException e) {
            throw tooShort(bytes, "A marker's key", e);
        }
    }

    /**
     * Reads a value.
     *
     * @param key whose it is
     */
    static Marker value(Key key, byte[] bytes) throws NotUnderstoodException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VALUE_VERSION && version != VALUE_VERSION_UNMAPPED) {
                throw otherVersion("A marker", version, "1 and 2");
            }
            long incarnation = in.getLong();
            int generation = in.getInt();
            long from = in.getLong();
            long next = in.getLong();
            int takenBy = version == VALUE_VERSION_UNMAPPED ? key.partition().number() : in.getInt();
            long firstOffset = in.getLong();
            String clusterId = rest(in, "A marker");
            return new Marker(clusterId, incarnation, generation, from, next, takenBy, firstOffset);
        } catch (BufferUnderflowException e) {
            throw tooShort(bytes, "A marker", e);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(String.valueOf(e.getMessage()), e);
        }
    }

    private static NotUnderstoodException otherVersion(String what, byte version, String known) {
        return new NotUnderstoodException(
                what + " is of format version " + version + ", and this Rapporteur knows " + known + " only");
    }

    private static String rest(ByteBuffer in, String what) throws NotUnderstoodException {
        int length = Short.toUnsignedInt(in.getShort());
        if (length == 0 || length != in.remaining()) {
            throw new NotUnderstoodException(
                    what + " says that its name has " + length + " bytes, and has " + in.remaining());
        }
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static NotUnderstoodException tooShort(byte[] bytes, String what, BufferUnderflowException e) {
        return notUnderstood(what + " ends after " + bytes.length + " bytes", e);
    }

    private static NotUnderstoodException notUnderstood(String why, RuntimeException cause) {
        NotUnderstoodException failure = new NotUnderstoodException(why);
        failure.initCause(cause);
        return failure;
    }
}
