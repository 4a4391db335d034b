package dev.rapporteur.impl.config;

import dev.rapporteur.ReportPartitioner;
import dev.rapporteur.impl.config.Range.Directory;
import dev.rapporteur.impl.config.Range.Flag;
import dev.rapporteur.impl.config.Range.HostPorts;
import dev.rapporteur.impl.config.Range.Identity;
import dev.rapporteur.impl.config.Range.OneOf;
import dev.rapporteur.impl.config.Range.PartitionerClass;
import dev.rapporteur.impl.config.Range.Properties;
import dev.rapporteur.impl.config.Range.ReadableFile;
import dev.rapporteur.impl.config.Range.Span;
import dev.rapporteur.impl.config.Range.Text;
import dev.rapporteur.impl.config.Range.Whole;
import dev.rapporteur.impl.config.Range.Word;
import dev.rapporteur.impl.config.Setting.Chapter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All settings: name, type, default, range, description. The one home of these facts;
 * docs/configuration.md is written from it.
 */
public final class Settings {

    /** Stands for no text at all, where a server takes no empty one. */
    private static final String UNSET = "unset";

    private static final List<Setting<?>> DECLARED = new ArrayList<>();

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;

    static final String NAME_CHARACTERS =
            "1 to 100 of a-z, A-Z, 0-9, '.', '_' and '-', beginning with a letter or digit";
    private static final Text NAME_RANGE = Text.matching("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}", NAME_CHARACTERS);

    static final Setting<String> NAME = declare(Setting.of(
                    Chapter.WHO,
                    "name",
                    NAME_RANGE,
                    "Names this connection definition in messages, threads and statistics, and its journal's directory."
                            + " Several definitions need several names.")
            .byDefault("rapporteur"));

    static final Setting<String> BOOTSTRAP_SERVERS = declare(Setting.of(
                    Chapter.WHO,
                    "bootstrapServers",
                    new HostPorts(),
                    "The Kafka brokers to begin with. The server starts and works also while none of them answers.")
            .kafka("bootstrap.servers"));

    static final Setting<String> NODE_NAME = declare(
            Setting.of(Chapter.WHO, "nodeName", Text.any("any text"), "Names this server in messages and to Kafka.")
                    .defaultInWords("the server's own name"));

    static final Setting<String> CLIENT_ID = declare(Setting.of(
                    Chapter.WHO,
                    "clientId",
                    NAME_RANGE,
                    "Begins the client.id of each connection to Kafka: for the brokers' logs, metrics and quotas.")
            .defaultInWords("`rapporteur-` and the node's name"));

    static final Setting<Path> JOURNAL_DIRECTORY = declare(Setting.of(
                    Chapter.JOURNAL,
                    "journalDirectory",
                    new Directory(),
                    "Where the journal lies: one directory for each connection definition, on a volume that survives"
                            + " the server, beside the transaction log.")
            .defaultInWords("`rapporteur/` and the definition's name, below the server's data directory"));

    static final Setting<UUID> EXPECTED_JOURNAL_ID = declare(Setting.of(
                    Chapter.JOURNAL,
                    "expectedJournalId",
                    new Identity(),
                    "Refuses to open any other journal: guards against an empty or foreign volume.")
            .defaultInWords("none: take what is there, or begin a new one"));

    static final Setting<CopiedJournal> COPIED_JOURNAL = declare(Setting.of(
                    Chapter.JOURNAL,
                    "copiedJournal",
                    new OneOf<>(CopiedJournal.class),
                    "What is done with a journal whose directory was copied or restored, so that its original may have"
                            + " sent the same reports. HOLD: transactions work, nothing is sent and recovery is not"
                            + " answered, until this is set otherwise. SEND: it is taken for the journal itself from then"
                            + " on, and all that waits in it is sent. Set it back to HOLD after that start.")
            .byDefault(CopiedJournal.HOLD.name()));

    static final Setting<Long> JOURNAL_MAX_BYTES = declare(Setting.of(
                    Chapter.JOURNAL,
                    "journalMaxBytes",
                    new Whole(16 * MIB, 1024 * GIB),
                    "Caps the journal's size on disk, of which a part is kept free so that commit, rollback and delivery"
                            + " always fit. Beyond it overflow says what becomes of new reports. At least 8 times"
                            + " segmentBytes.")
            .byDefault(Long.toString(GIB)));

    static final Setting<Overflow> OVERFLOW = declare(Setting.of(
                    Chapter.JOURNAL,
                    "overflow",
                    new OneOf<>(Overflow.class),
                    "What becomes of reports for which the journal has no room. REJECT: the send, the prepare or the"
                            + " one-phase commit is refused at once, and the transaction rolls back. WAIT: its thread waits"
                            + " until there is room again, up to overflowTimeout; then as REJECT.")
            .byDefault(Overflow.REJECT.name()));

    static final Setting<Duration> OVERFLOW_TIMEOUT = declare(Setting.of(
                    Chapter.JOURNAL,
                    "overflowTimeout",
                    new Span(Duration.ZERO, Duration.ofMinutes(10)),
                    "How long a call waits for room in the journal with overflow=WAIT. Keep it below the transactions' own"
                            + " timeout.")
            .byDefault("30s"));

    static final Setting<Long> SEGMENT_BYTES = declare(Setting.of(
                    Chapter.JOURNAL,
                    "segmentBytes",
                    new Whole(MIB, GIB),
                    "The size at which a journal file is sealed; files go as a whole once nothing in them is alive.")
            .byDefault(Long.toString(32 * MIB)));

    static final Setting<Long> EVENTS_MAX_BYTES = declare(Setting.of(
                    Chapter.JOURNAL,
                    "eventsMaxBytes",
                    new Whole(0, 1024 * GIB),
                    "So much of the journal is kept for observers of delivery that are behind, or have no listener now, in"
                            + " whole segments and at most a quarter of journalMaxBytes. What is older they are not told; that"
                            + " is said in the log. It counts while somebody observes.")
            .byDefault(Long.toString(128 * MIB)));

    static final Setting<Durability> DURABILITY = declare(Setting.of(
                    Chapter.JOURNAL,
                    "durability",
                    new OneOf<>(Durability.class),
                    "What a report survives once prepare, a one-phase commit or a send outside a transaction has returned."
                            + " SYNC: it is synced to the disk before; it survives the end of the server's process by any"
                            + " means (kill -9), a crash of the operating system, power loss, and a disk that fails a later"
                            + " write or sync. OS: it is handed to the operating system before, and synced within a"
                            + " second; it survives the end of the process by any means. A crash of the operating system,"
                            + " power loss or a failed sync can take what was acknowledged in that last second, though the"
                            + " other resources of its transactions have committed; never anything older, and never"
                            + " something out of the middle. Neither survives the loss of the disk itself, or a disk that"
                            + " confirms what it has not written.")
            .byDefault(Durability.SYNC.name()));

    static final Setting<Duration> UNDECIDED_HOLD = declare(Setting.of(
                    Chapter.JOURNAL,
                    "undecidedHold",
                    new Span(Duration.ZERO, Duration.ofHours(24)),
                    "How long a partition waits behind a prepared transaction that has no decision, before later reports"
                            + " overtake it, which is logged as broken order. Keep it above the transaction manager's"
                            + " recovery period (two minutes in WildFly). 0 waits for ever.")
            .byDefault("5m"));

    static final Setting<Duration> STOP_TIMEOUT = declare(Setting.of(
                    Chapter.JOURNAL,
                    "stopTimeout",
                    new Span(Duration.ZERO, Duration.ofMinutes(10)),
                    "How long stopping waits for transactions and deliveries under way. What is left is safe in the"
                            + " journal and goes on after the next start.")
            .byDefault("30s"));

    static final Setting<Decider> DECISION = declare(Setting.of(
                    Chapter.DECISION,
                    "decision",
                    new OneOf<>(Decider.class),
                    "Who decides whether a transaction's reports leave. XA: the transaction manager, in two phases with the"
                            + " transaction's other XA resources. DATABASE: the one database that the transaction writes to"
                            + " through decisionDataSource, by its own commit in one phase; as atomic, and without two-phase commit.")
            .byDefault(Decider.XA.name()));

    static final Setting<String> DECISION_DATA_SOURCE = declare(Setting.of(
                    Chapter.DECISION,
                    "decisionDataSource",
                    Text.matching("java:\\S{1,245}", "a JNDI name that begins with java:, as java:/jdbc/ledger"),
                    "For DATABASE: the JNDI name of the application's own data source, which must take part in"
                            + " transactions (jta=true) and not be an XA data source.")
            .defaultInWords("none: needed with DATABASE"));

    static final Setting<DecisionProof> DECISION_PROOF = declare(Setting.of(
                    Chapter.DECISION,
                    "decisionProof",
                    new OneOf<>(DecisionProof.class),
                    "For DATABASE: how it proves later whether a transaction has committed. TABLE: by a row in decisionTable,"
                            + " written in the transaction; any database. TRANSACTION_ID: by the transaction's own id, without"
                            + " a write; PostgreSQL 13 and later, where track_commit_timestamp=on lets it prove commits from"
                            + " before a crash, too.")
            .byDefault(DecisionProof.TABLE.name()));

    static final Setting<String> DECISION_TABLE = declare(Setting.of(
                    Chapter.DECISION,
                    "decisionTable",
                    Text.matching(
                            "[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?",
                            "a table's name of letters, digits and '_', if need be with its schema and a dot before it"),
                    "For TABLE: the table. rapporteur-journal decision-table prints the statement that makes it. Any number of"
                            + " servers may share it.")
            .byDefault(Deciding.XA.table()));

    static final Setting<Boolean> CREATE_DECISION_TABLE = declare(Setting.of(
                    Chapter.DECISION,
                    "createDecisionTable",
                    new Flag(),
                    "Whether decisionTable is made at the start if it is missing; the data source's user must be allowed to.")
            .byDefault("false"));

    static final Setting<Long> MEMORY_MAX_BYTES = declare(Setting.of(
                    Chapter.BOUNDS,
                    "memoryMaxBytes",
                    new Whole(MIB, 64 * GIB),
                    "Bounds the report bytes held in memory; beyond it reports wait in the journal on disk and are read back"
                            + " in order.")
            .byDefault(Long.toString(128 * MIB)));

    static final Setting<Long> TRANSACTION_MEMORY_BYTES = declare(Setting.of(
                    Chapter.BOUNDS,
                    "transactionMemoryBytes",
                    new Whole(64 * KIB, GIB),
                    "The bytes of one transaction's reports beyond which they are streamed to the journal while it runs. A"
                            + " transaction may be larger, up to 1048576 reports and the journal's room.")
            .byDefault(Long.toString(16 * MIB)));

    static final Setting<Long> MAX_REPORT_BYTES = declare(Setting.of(
                    Chapter.BOUNDS,
                    "maxReportBytes",
                    new Whole(1, 64 * MIB),
                    "Caps one report's key, payload and headers together. Keep it at or below what the brokers take"
                            + " (message.max.bytes).")
            .byDefault("1000000"));

    static final Setting<DeliveryGuarantee> DELIVERY_GUARANTEE = declare(Setting.of(
                    Chapter.DELIVERY,
                    "deliveryGuarantee",
                    new OneOf<>(DeliveryGuarantee.class),
                    "EXACTLY_ONCE: in Kafka transactions, with progress markers in progressTopic; in order, and each once for"
                            + " consumers with isolation.level=read_committed. Tried with brokers of version 4.3."
                            + " AT_LEAST_ONCE: in order, and repeated only where an acknowledgement was lost: with the link to"
                            + " Kafka, or in a crash; needs fewer permissions.")
            .byDefault(DeliveryGuarantee.EXACTLY_ONCE.name()));

    static final Setting<String> PROGRESS_TOPIC = declare(Setting.of(
                    Chapter.DELIVERY,
                    "progressTopic",
                    Text.matching("[a-zA-Z0-9._-]{1,249}", "a topic's name"),
                    "For EXACTLY_ONCE: the compacted topic that says how far each partition has come. Any number of servers"
                            + " may share it. It is created if it is missing; never delete it, nor what it holds.")
            .byDefault("rapporteur-progress"));

    static final Setting<OnMissingMarker> ON_MISSING_MARKER = declare(Setting.of(
                    Chapter.DELIVERY,
                    "onMissingMarker",
                    new OneOf<>(OnMissingMarker.class),
                    "For EXACTLY_ONCE, after a crash: what to do with a partition whose marker should be in progressTopic, and is"
                            + " not. HOLD: it is held, and says so. RESEND: what the journal has not noted as delivered is"
                            + " sent, and may come twice.")
            .byDefault(OnMissingMarker.HOLD.name()));

    static final Setting<ReportPartitioner> PARTITIONER = declare(
            Setting.of(
                            Chapter.DELIVERY,
                            "partitioner",
                            new PartitionerClass(),
                            "Chooses the partition of each report that names none. Looked for by the adapter's own class loader, which"
                                    + " sees the jars at the root of rapporteur.rar and no application. A change counts for what is"
                                    + " sent from then on, and for reports that still wait for their topic to be seen or for a"
                                    + " partitioner that fails.")
                    .defaultInWords(
                            "as Kafka does: the key's hash; without a key one partition for all that a transaction sends to a topic"));

    static final Setting<CreateTopics> CREATE_TOPICS = declare(Setting.of(
                    Chapter.DELIVERY,
                    "createTopics",
                    new OneOf<>(CreateTopics.class),
                    "What becomes of reports to a topic that the cluster does not have; they wait in any case. NEVER: until"
                            + " somebody creates it. MISSING: it is created, if it was never seen before; one that was"
                            + " deleted is not made anew. Needs CREATE on the cluster or the topic.")
            .byDefault(CreateTopics.NEVER.name()));

    static final Setting<Long> NEW_TOPIC_PARTITIONS = declare(Setting.of(
                    Chapter.DELIVERY,
                    "newTopicPartitions",
                    new Whole(1, 10_000),
                    "The partition count of topics that createTopics=MISSING creates.")
            .defaultInWords("the brokers' num.partitions"));

    static final Setting<Long> NEW_TOPIC_REPLICATION = declare(Setting.of(
                    Chapter.DELIVERY,
                    "newTopicReplication",
                    new Whole(1, 100),
                    "The replication factor of topics that createTopics=MISSING creates.")
            .defaultInWords("the brokers' default.replication.factor"));

    static final Setting<Duration> BROKER_TIMEOUT = declare(Setting.of(
                    Chapter.DELIVERY,
                    "brokerTimeout",
                    new Span(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                    "After so long without any sign of a broker that has something to confirm, neither to that nor to a"
                            + " question beside it, the broker counts as hung: its partitions are sent to whoever leads"
                            + " them next, and those of other brokers don't wait for it.")
            .byDefault("5s"));

    static final Setting<Long> LINGER_MS = declare(Setting.of(
                    Chapter.DELIVERY,
                    "lingerMs",
                    new Whole(0, 10_000),
                    "How many milliseconds a batch waits for more reports before it is sent.")
            .byDefault("5"));

    static final Setting<Long> BATCH_BYTES = declare(Setting.of(
                    Chapter.DELIVERY, "batchBytes", new Whole(KIB, 16 * MIB), "The size of a batch for one partition.")
            .byDefault(Long.toString(128 * KIB)));

    static final Setting<String> COMPRESSION_TYPE = declare(Setting.of(
                    Chapter.DELIVERY,
                    "compressionType",
                    Word.of("none", "gzip", "snappy", "lz4", "zstd"),
                    "How batches are compressed on their way to Kafka.")
            .byDefault("none")
            .kafka("compression.type"));

    static final Setting<String> SECURITY_PROTOCOL = declare(Setting.of(
                    Chapter.SECURITY,
                    "securityProtocol",
                    Word.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
                    "How connections to the brokers are secured.")
            .byDefault("PLAINTEXT")
            .kafka("security.protocol"));

    static final Setting<String> SASL_MECHANISM = declare(Setting.of(
                    Chapter.SECURITY,
                    "saslMechanism",
                    Word.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER"),
                    "How this client names itself to the brokers; needed with SASL.")
            .kafka("sasl.mechanism"));

    static final Setting<String> SASL_USERNAME = declare(Setting.of(
            Chapter.SECURITY,
            "saslUsername",
            Text.any("any text"),
            "The user's name for PLAIN and SCRAM; goes with saslPassword, instead of saslJaasConfig."));

    static final Setting<String> SASL_PASSWORD = declare(Setting.of(
                    Chapter.SECURITY,
                    "saslPassword",
                    Text.any("any text"),
                    "The user's password for PLAIN and SCRAM. Give it as an expression of the server's credential store.")
            .secret());

    static final Setting<String> SASL_JAAS_CONFIG = declare(Setting.of(
                    Chapter.SECURITY,
                    "saslJaasConfig",
                    Text.any("a JAAS login module's line, as in Kafka's documentation"),
                    "The login in full, for mechanisms that need more than a name and a password.")
            .kafka("sasl.jaas.config")
            .secret());

    static final Setting<String> SSL_TRUSTSTORE_LOCATION = declare(Setting.of(
                    Chapter.SECURITY,
                    "sslTruststoreLocation",
                    new ReadableFile(),
                    "The certificates that the brokers are checked against.")
            .defaultInWords("the JDK's own")
            .kafka("ssl.truststore.location"));

    static final Setting<String> SSL_TRUSTSTORE_PASSWORD = declare(
            Setting.of(Chapter.SECURITY, "sslTruststorePassword", Text.any("any text"), "The truststore's password.")
                    .kafka("ssl.truststore.password")
                    .secret());

    static final Setting<String> SSL_TRUSTSTORE_TYPE = declare(Setting.of(
                    Chapter.SECURITY, "sslTruststoreType", Word.of("JKS", "PKCS12", "PEM"), "The truststore's format.")
            .defaultInWords("JKS, which reads PKCS12 too")
            .kafka("ssl.truststore.type"));

    static final Setting<String> SSL_KEYSTORE_LOCATION = declare(Setting.of(
                    Chapter.SECURITY,
                    "sslKeystoreLocation",
                    new ReadableFile(),
                    "This client's own key and certificate, where the brokers ask for one.")
            .kafka("ssl.keystore.location"));

    static final Setting<String> SSL_KEYSTORE_PASSWORD = declare(
            Setting.of(Chapter.SECURITY, "sslKeystorePassword", Text.any("any text"), "The keystore's password.")
                    .kafka("ssl.keystore.password")
                    .secret());

    static final Setting<String> SSL_KEYSTORE_TYPE = declare(
            Setting.of(Chapter.SECURITY, "sslKeystoreType", Word.of("JKS", "PKCS12", "PEM"), "The keystore's format.")
                    .defaultInWords("JKS, which reads PKCS12 too")
                    .kafka("ssl.keystore.type"));

    static final Setting<String> SSL_KEY_PASSWORD = declare(Setting.of(
                    Chapter.SECURITY,
                    "sslKeyPassword",
                    Text.any("any text"),
                    "The password of the key within the keystore, where it has one of its own.")
            .kafka("ssl.key.password")
            .secret());

    static final Setting<EndpointIdentification> SSL_ENDPOINT_IDENTIFICATION = declare(Setting.of(
                    Chapter.SECURITY,
                    "sslEndpointIdentificationAlgorithm",
                    new OneOf<>(EndpointIdentification.class),
                    "Whether a broker's certificate must name the host that it was reached by. Only tests should say"
                            + " NONE.")
            .byDefault(EndpointIdentification.HTTPS.name()));

    static final Setting<Map<String, String>> KAFKA_PROPERTIES = declare(Setting.of(
                    Chapter.KAFKA,
                    "kafkaProperties",
                    new Properties(),
                    "Any other property of Kafka's producer and admin client, by Kafka's own name. Unknown names are"
                            + " refused, and so are those that the adapter sets itself.")
            .secret());

    /** All settings, in the reference's order. */
    public static final List<Setting<?>> ALL = List.copyOf(DECLARED);

    private Settings() {}

    /** Whether a text sets anything: an empty one doesn't, nor does the word "unset". */
    public static boolean isSet(@Nullable String text) {
        return text != null && !text.isBlank() && !text.trim().equals(UNSET);
    }

    private static <T> Setting<T> declare(Setting<T> setting) {
        DECLARED.add(setting);
        return setting;
    }
}
