package dev.rapporteur.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.benchmarks.decided.Variant;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server with the adapter and an application that does the variants' transactions, their database, and a broker: each a process
 * of its own on this machine. For one thread.
 */
final class DecisionBed implements AutoCloseable {

    private static final int POOL = 80;
    private static final int STATEMENTS = 32;
    private static final int OK = 200;
    private static final int PARTITIONS = 12;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String WAR = "decided.war";
    private static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=rapporteur.rar";
    private static final Map<String, String> PROOFS = Map.of("transaction-id", "TRANSACTION_ID", "table", "TABLE");
    private static final Map<String, String> KEPT =
            Map.of("retention.bytes", Integer.toString(64 << 20), "segment.bytes", Integer.toString(16 << 20));

    private final HttpClient http = HttpClient.newHttpClient();
    private final KafkaCluster kafka;
    private final DecisionDatabase database;
    private final WildFlyServer server;

    private DecisionBed(KafkaCluster kafka, DecisionDatabase database, WildFlyServer server) {
        this.kafka = kafka;
        this.database = database;
        this.server = server;
    }

    /** Starts all of it below a directory. */
    static DecisionBed start(Path directory) throws Exception {
        KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka"))
                .forFigures()
                .javaOption("-Xmx512m")
                .start();
        DecisionDatabase database = DecisionDatabase.startIn(directory.resolve("postgres"));
        WildFlyServer server = WildFlyServer.in(directory.resolve("wildfly"))
                .transactionNode("benchmarks")
                .javaOption("-Xmx1g")
                .systemProperty("rapporteur.bootstrapServers", kafka.bootstrapServers())
                .create();
        DecisionBed bed = new DecisionBed(kafka, database, server);
        try {
            kafka.createTopic("payments", PARTITIONS, KEPT);
            server.configure(bed.setUp(directory));
            server.start();
            return bed;
        } catch (Exception e) {
            bed.close();
            throw e;
        }
    }

    private List<String> setUp(Path directory) throws IOException {
        Path archives = Path.of(System.getProperty("benchmarks.archives"));
        Path rar = archives.resolve("rapporteur.rar");
        Path driver = archives.resolve("postgresql.jar");
        Path war = directory.resolve(WAR).toAbsolutePath();
        War.write(war, Variant.class, archives.resolve("rapporteur-cdi.jar"), "jdk.jfr");
        List<String> commands = new ArrayList<>(script(rar));
        List.of(driver, rar, war).forEach(archive -> commands.add("deploy " + archive));
        PROOFS.forEach((definition, proof) -> commands.addAll(definition(definition, proof)));
        String pool = " --user-name=" + PostgresServer.SUPERUSER + " --max-pool-size=" + POOL
                + " --prepared-statements-cache-size=" + STATEMENTS;
        commands.add("data-source add --name=Ledger --jndi-name=java:/jdbc/ledger --driver-name=" + driver.getFileName()
                + " --connection-url=" + database.server().jdbcUrl() + pool);
        commands.add("xa-data-source add --name=LedgerXA --jndi-name=java:/jdbc/ledger-xa --driver-name="
                + driver.getFileName() + " --xa-datasource-class=org.postgresql.xa.PGXADataSource --recovery-username="
                + PostgresServer.SUPERUSER
                + " --xa-datasource-properties={\"ServerName\"=>\"127.0.0.1\",\"PortNumber\"=>\""
                + database.server().port() + "\",\"DatabaseName\"=>\"postgres\"}" + pool);
        return commands;
    }

    /** Those that the archive brings along: one connection definition, which XA decides. */
    private static List<String> script(Path rar) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(rar)) {
            return Files.readAllLines(files.getPath("META-INF", "cli", "rapporteur.cli"));
        }
    }

    private static List<String> definition(String name, String proof) {
        String address = ADAPTER + "/connection-definitions=" + name;
        List<String> commands = new ArrayList<>();
        commands.add(address + ":add(class-name=dev.rapporteur.ra.wildfly.WildFlyManagedConnectionFactory,"
                + " jndi-name=java:/eis/" + name + ", use-java-context=true)");
        Map<String, String> settings = Map.of(
                "name", name,
                "decision", "DATABASE",
                "decisionDataSource", "java:/jdbc/ledger",
                "decisionProof", proof,
                "createDecisionTable", "true");
        settings.forEach((setting, value) ->
                commands.add(address + "/config-properties=" + setting + ":add(value=" + value + ")"));
        return commands;
    }

    DecisionDatabase database() {
        return database;
    }

    /** On the disk of the journals. */
    Path data() {
        return server.dataDirectory();
    }

    /** How the datasources are set up. */
    static String describePools() {
        return "max-pool-size=" + POOL + ", prepared-statements-cache-size=" + STATEMENTS
                + ", else WildFly's defaults; pgjdbc's defaults";
    }

    /** Lets callers in the server do what a run says, and waits for them. */
    Run.Result run(Run run) throws IOException, InterruptedException {
        String query = "run?variant=" + run.variant().name() + "&threads=" + run.threads() + "&millis="
                + run.time().toMillis() + "&limit=" + run.limit()
                + (run.countingSyncs() ? "&synced=" + data().resolve("rapporteur") : "");
        URI address = server.url().resolve("decided/").resolve(query);
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException(address + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return Run.Result.of(answer.body());
    }

    /** Waits until all is decided and delivered. */
    void awaitDelivered() {
        Await.until("all is decided and delivered", SOON, () -> {
            JsonNode statistics = server.management().read(ADAPTER + "/statistics=extended");
            return number(statistics, "BranchesPrepared") == 0 && number(statistics, "ReportsWaiting") == 0;
        });
    }

    private static long number(JsonNode statistics, String name) {
        JsonNode value = statistics.get(name);
        if (value == null) {
            throw new IllegalStateException("The adapter tells no " + name + ": " + statistics);
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
    public void close() {
        server.close();
        database.close();
        kafka.close();
    }
}
