package dev.rapporteur.impl.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Turns an operator's texts into an engine's settings, or names all that is wrong with them. */
final class ConfigReader {

    /** Beside its reserve the journal needs room to write on while sealed segments wait for Kafka. */
    private static final int LEAST_SEGMENTS = 8;
    /** So many are kept for decisions, deliveries and the reserve. */
    private static final int KEPT_SEGMENTS = 4;

    private static final int LEAST_SEGMENT_REPORTS = 2;

    private ConfigReader() {}

    static EngineConfig read(Map<String, String> given, ClientProperties client) {
        Texts texts = new Texts(given);
        EngineConfig config = config(texts, client);
        compare(config, texts);
        List<Problem> problems = texts.problems();
        if (!problems.isEmpty()) {
            throw new ConfigException(config.name(), problems);
        }
        return config;
    }

    /** Wrong values are replaced by some value here: the caller throws before it is used. */
    private static EngineConfig config(Texts texts, ClientProperties client) {
        String nodeName = texts.required(Settings.NODE_NAME, "");
        return new EngineConfig(
                texts.required(Settings.NAME, String.valueOf(texts.text(Settings.NAME))),
                nodeName,
                texts.optional(Settings.CLIENT_ID).orElseGet(() -> clientId(nodeName)),
                texts.required(Settings.JOURNAL_DIRECTORY, Path.of("")),
                texts.optional(Settings.EXPECTED_JOURNAL_ID).orElse(null),
                texts.required(Settings.COPIED_JOURNAL, CopiedJournal.HOLD),
                texts.required(Settings.JOURNAL_MAX_BYTES, 0L),
                texts.required(Settings.OVERFLOW, Overflow.REJECT),
                texts.required(Settings.OVERFLOW_TIMEOUT, Duration.ZERO),
                Math.toIntExact(texts.required(Settings.SEGMENT_BYTES, 0L)),
                texts.required(Settings.EVENTS_MAX_BYTES, 0L),
                texts.required(Settings.MEMORY_MAX_BYTES, 0L),
                Math.toIntExact(texts.required(Settings.MAX_REPORT_BYTES, 0L)),
                texts.required(Settings.TRANSACTION_MEMORY_BYTES, 0L),
                texts.required(Settings.UNDECIDED_HOLD, Duration.ZERO),
                new Deciding(
                        texts.required(Settings.DECISION, Decider.XA),
                        texts.optional(Settings.DECISION_DATA_SOURCE).orElse(""),
                        texts.required(Settings.DECISION_PROOF, DecisionProof.TABLE),
                        texts.required(Settings.DECISION_TABLE, ""),
                        texts.required(Settings.CREATE_DECISION_TABLE, false)),
                texts.required(Settings.STOP_TIMEOUT, Duration.ZERO),
                texts.required(Settings.DURABILITY, Durability.SYNC),
                new Guarantee(
                        texts.required(Settings.DELIVERY_GUARANTEE, DeliveryGuarantee.EXACTLY_ONCE),
                        texts.required(Settings.PROGRESS_TOPIC, ""),
                        texts.required(Settings.ON_MISSING_MARKER, OnMissingMarker.HOLD)),
                new NewTopics(
                        texts.required(Settings.CREATE_TOPICS, CreateTopics.NEVER),
                        texts.optional(Settings.NEW_TOPIC_PARTITIONS).map(Long::intValue),
                        texts.optional(Settings.NEW_TOPIC_REPLICATION).map(Long::shortValue)),
                texts.optional(Settings.PARTITIONER).orElse(null),
                texts.required(Settings.BROKER_TIMEOUT, Duration.ofSeconds(1)),
                Math.toIntExact(texts.required(Settings.LINGER_MS, 0L)),
                Math.toIntExact(texts.required(Settings.BATCH_BYTES, 0L)),
                KafkaConfig.read(texts, client));
    }

    private static String clientId(String nodeName) {
        return "rapporteur-" + nodeName.replaceAll("[^a-zA-Z0-9._-]", "-");
    }

    private static void compare(EngineConfig config, Texts texts) {
        atLeast(
                texts,
                Settings.TRANSACTION_MEMORY_BYTES,
                config.transactionMemoryBytes(),
                Settings.MAX_REPORT_BYTES,
                config.maxReportBytes(),
                1);
        atLeast(
                texts,
                Settings.MEMORY_MAX_BYTES,
                config.memoryMaxBytes(),
                Settings.TRANSACTION_MEMORY_BYTES,
                config.transactionMemoryBytes(),
                1);
        atLeast(
                texts,
                Settings.SEGMENT_BYTES,
                config.segmentBytes(),
                Settings.MAX_REPORT_BYTES,
                config.maxReportBytes(),
                LEAST_SEGMENT_REPORTS);
        atLeast(
                texts,
                Settings.JOURNAL_MAX_BYTES,
                config.journalMaxBytes(),
                Settings.SEGMENT_BYTES,
                config.segmentBytes(),
                LEAST_SEGMENTS);
        transactionFitsJournal(config, texts);
        if (config.deciding().decider() == Decider.DATABASE
                && config.deciding().dataSource().isEmpty()
                && texts.areSound(Settings.DECISION, Settings.DECISION_DATA_SOURCE)) {
            texts.add(
                    Settings.DECISION_DATA_SOURCE,
                    "is missing, and decision=DATABASE asks it",
                    "Set it to the JNDI name of the data source that the application writes to.");
        }
    }

    /** The journal keeps segments free for decisions; what is streamed at once and never fits could only be refused. */
    private static void transactionFitsJournal(EngineConfig config, Texts texts) {
        long room = config.journalMaxBytes() - (long) KEPT_SEGMENTS * config.segmentBytes();
        boolean sound = texts.areSound(Settings.JOURNAL_MAX_BYTES, Settings.SEGMENT_BYTES)
                && texts.areSound(Settings.TRANSACTION_MEMORY_BYTES, Settings.JOURNAL_MAX_BYTES)
                && config.journalMaxBytes() >= (long) LEAST_SEGMENTS * config.segmentBytes();
        if (sound && config.transactionMemoryBytes() > room) {
            texts.add(
                    Settings.TRANSACTION_MEMORY_BYTES,
                    "is more than journalMaxBytes less " + KEPT_SEGMENTS + " times segmentBytes (" + room
                            + "), so what a transaction streams at once never fits",
                    "Lower transactionMemoryBytes or raise journalMaxBytes.");
        }
    }

    private static void atLeast(
            Texts texts, Setting<Long> setting, long value, Setting<Long> than, long other, int times) {
        if (texts.areSound(setting, than) && value < times * other) {
            texts.add(
                    setting,
                    "is less than " + (times == 1 ? "" : times + " times ") + than.property() + " (" + other + ")",
                    "Raise " + setting.property() + " or lower " + than.property() + ".");
        }
    }
}
