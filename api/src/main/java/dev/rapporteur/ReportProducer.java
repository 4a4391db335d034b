package dev.rapporteur;

import java.util.Collection;
import java.util.List;

/**
 * Publishes reports to Kafka if and only if the caller's transaction commits.
 *
 * <p>Within a transaction a send hands the report to the transaction's branch and returns at once,
 * without I/O: the report becomes durable in the local journal when the transaction is prepared, and
 * travels to Kafka when it has committed. Rolled back, nothing leaves. Without a transaction (also
 * in transactional observers after success and in asynchronous methods) the report is durable in the
 * journal when the call returns.
 *
 * <p>Reports of one transaction reach each partition in the order of the calls. A partition is
 * chosen as Kafka's own default partitioner does: by the key's murmur2 hash, or, without a key, one
 * partition for all such reports that a transaction sends to a topic (in a topic not seen yet, each in turn); or by the
 * {@link ReportPartitioner} that the connection definition names.
 *
 * <p>Every call checks its input strictly and fails at once with a {@link ReportException}; nothing
 * of a rejected call is kept, and what the transaction sent before stays.
 *
 * <p>Safe for use by several threads; each thread's own transaction counts.
 */
public interface ReportProducer {

    /**
     * Sends a report without a key.
     *
     * @param topic a legal topic name: 1 to 249 of {@code [a-zA-Z0-9._-]}, not "." or ".."
     * @param payload the report's bytes, copied before this returns
     * @return the report's id, which travels as header {@value ReportId#HEADER}
     * @throws ReportException as the subclass says: invalid topic, too large, buffer full, not
     *     available, wrong transaction state
     */
    ReportId send(String topic, byte[] payload);

    /**
     * Sends a report with a key: reports of one key go to one partition, in order.
     *
     * @param topic a legal topic name
     * @param key the key, sent as UTF-8
     * @param payload the report's bytes, copied before this returns
     * @return the report's id
     * @throws ReportException as for {@link #send(String, byte[])}
     */
    ReportId send(String topic, String key, byte[] payload);

    /**
     * Sends a report to one partition.
     *
     * @param topic a legal topic name
     * @param partition from 0 to the topic's partition count, exclusive
     * @param payload the report's bytes, copied before this returns
     * @return the report's id
     * @throws UnknownPartitionException if the partition is negative, or beyond the known count
     * @throws ReportException as for {@link #send(String, byte[])}
     */
    ReportId sendTo(String topic, int partition, byte[] payload);

    /**
     * Sends a report with all that a report may have.
     *
     * @param report the report
     * @return the report's id
     * @throws ReportException as for {@link #send(String, byte[])}
     */
    ReportId send(Report report);

    /**
     * Sends reports in the collection's order: all of them, or, when one is refused, none.
     *
     * @param reports the reports; an empty collection does nothing
     * @throws ReportException as for {@link #send(String, byte[])}, for the first report refused
     */
    void send(Collection<Report> reports);

    /**
     * The partitions of a topic, from 0 upward. Answered from what is known, also while Kafka is
     * away; a topic not seen yet is asked for, which may take seconds.
     *
     * @param topic a legal topic name
     * @return the partition numbers, at least one
     * @throws NotAvailableException if nothing is known of the topic and Kafka does not tell in time
     */
    List<Integer> partitionsFor(String topic);
}
