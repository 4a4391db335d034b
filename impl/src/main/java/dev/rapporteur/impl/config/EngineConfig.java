package dev.rapporteur.impl.config;

import dev.rapporteur.ReportPartitioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An engine's settings, checked once. Immutable; its text shows no secret.
 *
 * @param name the connection definition's name: names the engine in messages and threads
 * @param nodeName the server's name
 * @param clientId Kafka's client.id
 * @param journalDirectory where the journal lies
 * @param expectedJournalId refuse any other journal; null takes what is there
 * @param copiedJournal what is done with a copied or restored journal
 * @param journalMaxBytes cap of the journal's size on disk, in bytes
 * @param overflow what becomes of reports for which the journal has no room
 * @param overflowTimeout how long they wait for it, if they do
 * @param segmentBytes size at which a journal segment is sealed, in bytes
 * @param eventsMaxBytes so much of the journal is kept for observers who have not been told of it, in bytes
 * @param memoryMaxBytes bound of the report bytes held in memory
 * @param maxReportBytes cap of one report's key, payload and headers, in bytes
 * @param transactionMemoryBytes report bytes beyond which a transaction is streamed to the journal
 * @param undecidedHold how long a partition waits behind an undecided branch; zero: for ever
 * @param deciding who decides over reports
 * @param stopTimeout how long stopping waits for what is under way
 * @param durability what is durable when prepare returns
 * @param guarantee how reports reach Kafka
 * @param newTopics whether and how missing topics are created
 * @param partitioner chooses partitions in place of Kafka's hash, or null
 * @param brokerTimeout how long a broker may give no sign before it counts as hung
 * @param lingerMs Kafka's linger.ms
 * @param batchBytes Kafka's batch.size
 * @param kafka the client's properties for producer and admin client alike: bootstrap.servers, security, compression, the
 *     free ones
 */
public record EngineConfig(
        String name,
        String nodeName,
        String clientId,
        Path journalDirectory,
        @Nullable UUID expectedJournalId,
        CopiedJournal copiedJournal,
        long journalMaxBytes,
        Overflow overflow,
        Duration overflowTimeout,
        int segmentBytes,
        long eventsMaxBytes,
        long memoryMaxBytes,
        int maxReportBytes,
        long transactionMemoryBytes,
        Duration undecidedHold,
        Deciding deciding,
        Duration stopTimeout,
        Durability durability,
        Guarantee guarantee,
        NewTopics newTopics,
        @Nullable ReportPartitioner partitioner,
        Duration brokerTimeout,
        int lingerMs,
        int batchBytes,
        Map<String, String> kafka) {

    /**
     * Reads an operator's texts.
     *
     * @param texts by property name; what is missing or empty takes its default
     * @param client what Kafka's client says to its properties
     * @return the settings
     * @throws ConfigException with all that is wrong
     */
    public static EngineConfig read(Map<String, String> texts, ClientProperties client) {
        return ConfigReader.read(texts, client);
    }

    @Override
    public String toString() {
        return "EngineConfig[" + name + " on " + nodeName + ", journal " + journalDirectory + ", brokers "
                + kafka.get("bootstrap.servers") + "]";
    }
}
