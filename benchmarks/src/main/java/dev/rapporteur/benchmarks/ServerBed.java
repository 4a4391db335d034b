package dev.rapporteur.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.benchmarks.decided.Topics;
import dev.rapporteur.benchmarks.decided.Variant;
import dev.rapporteur.benchmarks.decided.Work;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyBuilder;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server with the adapter, a message broker of its own and an application that does the variants' transactions, their database,
 * and a Kafka broker: each a process of its own on this machine. For one thread.
 */
final class ServerBed implements AutoCloseable {

    private static final int POOL = 80;
    private static final long JOURNAL_BYTES = 2L << 30;
    private static final int STATEMENTS = 32;
    /** A batch of rows goes as one statement, as <a href="https://jdbc.postgresql.org/documentation/use/">its documentation</a> advises. */
    private static final String BATCHES = "reWriteBatchedInserts";

    private static final int PARTITIONS = 12;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String WAR = "decided.war";
    private static final String MODULES = "jdk.jfr, jdk.management, io.smallrye.reactive.messaging.connector.kafka.api";
    private static final Map<String, String> OS = Map.of("durability", "OS");
    private static final Map<String, String> AT_LEAST_ONCE = Map.of("deliveryGuarantee", "AT_LEAST_ONCE");
    private static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=" + Archives.ADAPTER;
    private static final String QUEUE = "/subsystem=messaging-activemq/server=default/jms-queue=" + Topics.NAME;

    /**
     * As <a href="https://activemq.apache.org/artemis/docs/latest/perf-tuning.html">its documentation</a> has it tuned: the buffer's
     * timeout is about what a sync takes. Without libaio it falls back to NIO, and says so in the log.
     */
    private static final List<String> MESSAGING = List.of(
            "/extension=org.wildfly.extension.messaging-activemq:add",
            "/subsystem=messaging-activemq:add",
            "/subsystem=messaging-activemq/server=default:add(security-enabled=false,persistence-enabled=true,journal-type=ASYNCIO,"
                    + "journal-sync-transactional=true,journal-buffer-timeout=100000,journal-min-files=10,journal-pool-files=20)",
            "/subsystem=messaging-activemq/server=default/address-setting=#:add(max-size-bytes=268435456,page-size-bytes=10485760)",
            "/subsystem=messaging-activemq/server=default/in-vm-connector=in-vm:add(server-id=0)",
            "/subsystem=messaging-activemq/server=default/in-vm-acceptor=in-vm:add(server-id=0)",
            QUEUE + ":add(entries=[java:/jms/queue/" + Topics.NAME + "],durable=true)",
            "/subsystem=messaging-activemq/server=default/connection-factory=consuming:add(entries=[java:/ConnectionFactory],"
                    + "connectors=[in-vm],dups-ok-batch-size=1048576)",
            "/subsystem=messaging-activemq/server=default/pooled-connection-factory=activemq-ra:add(entries=[java:/JmsXA],"
                    + "connectors=[in-vm],transaction=xa,max-pool-size=" + POOL + ")");

    /** What Artemis logs unless it falls back to NIO. */
    private static final String BY_AIO = "AMQ221012";

    private static final List<String> REACTIVE_MESSAGING = List.of(
            "/extension=org.wildfly.extension.microprofile.reactive-streams-operators-smallrye:add",
            "/subsystem=microprofile-reactive-streams-operators-smallrye:add",
            "/extension=org.wildfly.extension.microprofile.reactive-messaging-smallrye:add",
            "/subsystem=microprofile-reactive-messaging-smallrye:add");

    private static final Map<String, String> EMITTER = Map.of(
            "connector", "smallrye-kafka",
            "topic", Topics.NAME,
            "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
            "value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer",
            "acks", "all",
            "enable.idempotence", "true",
            "linger.ms", "5",
            "batch.size", "131072",
            "max-inflight-messages", "20000");

    private static final Map<String, String> KEPT =
            Map.of("retention.bytes", Integer.toString(64 << 20), "segment.bytes", Integer.toString(16 << 20));

    private final KafkaCluster kafka;
    private final DecisionDatabase database;
    private final WildFlyServer server;
    private final Callers callers;

    private ServerBed(KafkaCluster kafka, DecisionDatabase database, WildFlyServer server) {
        this.kafka = kafka;
        this.database = database;
        this.server = server;
        this.callers = new Callers(
                server.url().resolve("decided/"), server.dataDirectory().resolve("rapporteur"));
    }

    /**
     * Starts all of it below a directory.
     *
     * @param settings of PostgreSQL, beside those that it always has
     */
    static ServerBed start(Path directory, Map<String, String> settings) throws Exception {
        KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka"))
                .forFigures()
                .javaOption("-Xmx512m")
                .create();
        WildFlyServer server = server(directory, kafka);
        // The first to run: before the bed, there is nothing else to close.
        DecisionDatabase database = DecisionDatabase.startIn(directory.resolve("postgres"), settings);
        try (Opened opened = new Opened()) {
            ServerBed bed = opened.add(new ServerBed(kafka, database, server));
            kafka.start();
            kafka.createTopic(Topics.NAME, PARTITIONS, KEPT);
            server.configure(bed.setUp(directory));
            server.start();
            bed.awaitWorking();
            opened.keep();
            return bed;
        }
    }

    private static WildFlyServer server(Path directory, KafkaCluster kafka) {
        WildFlyBuilder builder = WildFlyServer.in(directory.resolve("wildfly"))
                .transactionNode("benchmarks")
                .javaOption("-Xmx2g")
                .systemProperty("rapporteur.bootstrapServers", kafka.bootstrapServers())
                .systemProperty("rapporteur.journalMaxBytes", Long.toString(JOURNAL_BYTES))
                .systemProperty("rapporteur.overflow", "WAIT"); // callers that outrun Kafka for long wait for it
        String channel = "mp.messaging.outgoing." + Topics.NAME + ".";
        builder.systemProperty(channel + "bootstrap.servers", kafka.bootstrapServers());
        EMITTER.forEach((name, value) -> builder.systemProperty(channel + name, value));
        return builder.create();
    }

    /** An adapter that its database decides for may come up seconds after the server. */
    private void awaitWorking() {
        for (Variant variant : Variant.values()) {
            Run.Result unused =
                    Await.value(variant + " works", SOON, () -> run(new Run(Work.withRow(variant), 1, SOON, 1, false)));
        }
    }

    private List<String> setUp(Path directory) throws IOException {
        Path driver = Archives.driver();
        Path war = directory.resolve(WAR).toAbsolutePath();
        War.write(war, Variant.class, Archives.producers(), MODULES);
        List<String> commands = new ArrayList<>(Archives.script());
        commands.addAll(MESSAGING);
        commands.addAll(REACTIVE_MESSAGING);
        List.of(driver, Archives.adapter(), war).forEach(archive -> commands.add("deploy " + archive));
        for (Variant variant : Variant.values()) {
            if (variant.isReporting() && variant != Variant.XA) { // which the script has
                commands.addAll(definition(variant));
            }
        }
        String pool = " --user-name=" + PostgresServer.SUPERUSER + " --max-pool-size=" + POOL
                + " --prepared-statements-cache-size=" + STATEMENTS;
        commands.add("data-source add --name=Ledger --jndi-name=java:/jdbc/ledger --driver-name=" + driver.getFileName()
                + " --connection-url=\"" + database.server().jdbcUrl() + "?" + BATCHES + "=true\"" + pool);
        commands.add("xa-data-source add --name=LedgerXA --jndi-name=java:/jdbc/ledger-xa --driver-name="
                + driver.getFileName() + " --xa-datasource-class=org.postgresql.xa.PGXADataSource --recovery-username="
                + PostgresServer.SUPERUSER
                + " --xa-datasource-properties={\"ServerName\"=>\"127.0.0.1\",\"PortNumber\"=>\""
                + database.server().port() + "\",\"DatabaseName\"=>\"postgres\"}" + pool);
        return commands;
    }

    private static List<String> definition(Variant variant) {
        String name = variant.definition();
        String address = ADAPTER + "/connection-definitions=" + name;
        List<String> commands = new ArrayList<>();
        commands.add(address + ":add(class-name=dev.rapporteur.ra.wildfly.WildFlyManagedConnectionFactory,"
                + " jndi-name=java:/eis/" + name + ", use-java-context=true, max-pool-size=256,"
                + " pool-fair=false, recovery-username=unused, recovery-password=unused)"); // as the script has it
        Map<String, String> settings = new TreeMap<>(settings(variant));
        settings.put("name", name);
        settings.forEach((setting, value) ->
                commands.add(address + "/config-properties=" + setting + ":add(value=" + value + ")"));
        return commands;
    }

    private static Map<String, String> settings(Variant variant) {
        return switch (variant) {
            case XA -> Map.of();
            case XA_OS -> OS;
            case XA_AT_LEAST_ONCE -> AT_LEAST_ONCE;
            case BY_TRANSACTION_ID -> decided("TRANSACTION_ID", Map.of());
            case BY_TRANSACTION_ID_OS -> decided("TRANSACTION_ID", OS);
            case BY_TRANSACTION_ID_AT_LEAST_ONCE -> decided("TRANSACTION_ID", AT_LEAST_ONCE);
            case BY_TABLE -> decided("TABLE", Map.of());
            case NOTHING, IDLE, ASKED_ID, OUTBOX, JMS, EMITTER ->
                throw new IllegalArgumentException("The adapter does not carry " + variant);
        };
    }

    private static Map<String, String> decided(String proof, Map<String, String> others) {
        Map<String, String> settings = new TreeMap<>(others);
        settings.put("decision", "DATABASE");
        settings.put("decisionDataSource", "java:/jdbc/ledger");
        settings.put("decisionProof", proof);
        settings.put("createDecisionTable", "true");
        return settings;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    DecisionDatabase database() {
        return database;
    }

    /** On the disk of the journals. */
    Path data() {
        return server.dataDirectory();
    }

    /** The server's process. */
    static long serverId() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Part.of(process.info()) == Part.SERVER)
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** How the datasources are set up. */
    static String describePools() {
        return "max-pool-size=" + POOL + ", prepared-statements-cache-size=" + STATEMENTS
                + ", the adapter's as its script has it, else WildFly's defaults; pgjdbc's defaults but for " + BATCHES;
    }

    /** How the server's own broker writes its journal, as its log says. */
    String describeMessaging() throws IOException {
        return Files.readString(server.log()).contains(BY_AIO) ? "ASYNCIO" : "NIO: libaio is missing";
    }

    /** Lets callers in the server do what a run says, and waits for them. */
    Run.Result run(Run run) throws IOException, InterruptedException {
        return callers.run(run);
    }

    /**
     * What callers did.
     *
     * @param used by all processes, from their beginning until all was delivered
     */
    record Measured(Run.Result result, Usage used) {}

    /** Lets callers do what a run says, and waits until all of that is delivered. */
    Measured measure(Run run) throws Exception {
        database.clear();
        Usage before = Usage.now();
        Run.Result result = run(run);
        awaitDelivered();
        database.awaitNoProofs();
        return new Measured(result, Usage.now().since(before));
    }

    Callers callers() {
        return callers;
    }

    /** Waits until all is decided and delivered, and handed to the queue's consumers, who acknowledge many at once. */
    void awaitDelivered() {
        Await.until("all is decided and delivered", SOON, () -> {
            JsonNode statistics = server.management().read(ADAPTER + "/statistics=extended");
            JsonNode queue = server.management().read(QUEUE);
            return number(statistics, "BranchesPrepared") == 0
                    && number(statistics, "ReportsWaiting") == 0
                    && number(queue, "message-count") == number(queue, "delivering-count");
        });
    }

    private static long number(JsonNode statistics, String name) {
        JsonNode value = statistics.get(name);
        if (value == null) {
            throw new IllegalStateException("The server tells no " + name + ": " + statistics);
        }
        return value.asLong();
    }

    /** Ends the sessions of the pools, so that the database has counted all that they did. */
    void endSessions() {
        for (String pool : List.of("data-source=Ledger", "xa-data-source=LedgerXA")) {
            server.management()
                    .execute(Management.operation("flush-idle-connection-in-pool", "/subsystem=datasources/" + pool));
        }
        database.awaitNoSessions();
    }

    @Override
    public void close() throws SQLException {
        try (kafka;
                database;
                server) {
            // Each is closed, whatever becomes of the others; the server first.
        }
    }
}
