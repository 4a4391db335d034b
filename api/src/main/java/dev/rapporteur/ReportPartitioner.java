package dev.rapporteur;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the partition of each report that names none, in place of Kafka's hash. Named by its class in the connection
 * definition's {@code partitioner}; the class is public, has a public constructor without parameters, and lies in a jar within
 * {@code rapporteur.rar}.
 *
 * <p>Pure: the same report and count give the same partition, whatever came before, on every server and after every restart. It
 * may be asked more than once for a report. It is asked in the sender's thread, within {@link ReportProducer}'s calls, by many
 * threads at once, so it is fast, blocks on nothing, and needs no transaction; and on a thread of the adapter's own for reports
 * that were sent before their topic was seen.
 *
 * <p>Strict: a result outside 0 to {@code partitions - 1}, or anything thrown, is a {@link PartitionerException} of the call. Where
 * nobody calls any more, those reports are held, visibly, and it is asked again: so a fault loses nothing, and sends nothing
 * elsewhere.
 *
 * <p>Another one, or none, may be configured later: it counts for what is sent from then on, and for what still waits for a
 * choice. What has its partition keeps it.
 */
@FunctionalInterface
public interface ReportPartitioner {

    /**
     * Chooses.
     *
     * @param topic the topic
     * @param key the key's bytes, a fresh read-only view; null if there is none
     * @param payload the payload's bytes, a fresh read-only view; null for a tombstone
     * @param partitions the topic's partition count, at least 1; it may grow
     * @return the partition, from 0 to {@code partitions}, exclusive
     */
    int partition(String topic, @Nullable ByteBuffer key, @Nullable ByteBuffer payload, int partitions);
}
