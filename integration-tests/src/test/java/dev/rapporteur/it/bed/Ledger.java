package dev.rapporteur.it.bed;

import dev.rapporteur.testkit.database.PostgresServer;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server whose database, PostgreSQL in a datasource without XA, decides over reports; shared by the tests of that, who may
 * kill it. For each kind of proof it has a connection definition, and an application of the same name that uses it.
 */
public final class Ledger {

    /** The definition whose proof is a row in a table, and its application. */
    public static final String BY_TABLE = "table";

    /** The definition whose proof is the transaction's id, and its application. */
    public static final String BY_TRANSACTION_ID = "transaction-id";

    private static final Map<String, String> PROOFS = Map.of(BY_TABLE, "TABLE", BY_TRANSACTION_ID, "TRANSACTION_ID");

    private static final String NAME = "ledger";
    private static final String JNDI_NAME = "java:/jdbc/ledger";
    /** Makes PostgreSQL's broken connections known to the server as such, and lets none of them be used again. */
    private static final String EXTENSIONS = "org.jboss.jca.adapters.jdbc.extensions.postgres.PostgreSQL";

    private static @Nullable LedgerDatabase database;
    private static @Nullable WildFlyServer server;

    private Ledger() {}

    /** Its database. */
    public static synchronized LedgerDatabase database() {
        LedgerDatabase running = database;
        if (running == null) {
            running = LedgerDatabase.startIn(directory());
            database = running;
        }
        return running;
    }

    /** The server, running. */
    public static synchronized WildFlyServer server() {
        WildFlyServer known = server;
        if (known == null) {
            Path directory = directory();
            known = Servers.in(directory, NAME, Bed.kafka())
                    .systemProperty("rapporteur.haltPoints", "true")
                    .create();
            server = known;
            known.configure(setUp(directory));
        }
        if (!known.isRunning()) {
            known.start();
        }
        return known;
    }

    /** The application of a connection definition. */
    public static App app(String definition) {
        return App.on(server(), definition);
    }

    private static Path directory() {
        return Bed.directory(NAME);
    }

    private static List<String> setUp(Path directory) {
        List<Path> archives = new ArrayList<>(List.of(Archives.driver(), Archives.rar()));
        List<String> definitions = new ArrayList<>();
        PROOFS.forEach((definition, proof) -> {
            archives.add(Archives.write(Archives.decided(definition), directory));
            definitions.addAll(Servers.definition(
                    definition,
                    Map.of(
                            "decision",
                            "DATABASE",
                            "decisionDataSource",
                            JNDI_NAME,
                            "decisionProof",
                            proof,
                            "createDecisionTable",
                            "true")));
        });
        List<String> commands = new ArrayList<>(Servers.setUp(archives.toArray(Path[]::new)));
        commands.addAll(definitions);
        commands.add("data-source add --name=Ledger --jndi-name=" + JNDI_NAME + " --driver-name="
                + Archives.driver().getFileName() + " --connection-url="
                + database().url()
                + " --user-name=" + PostgresServer.SUPERUSER
                + " --exception-sorter-class-name=" + EXTENSIONS + "ExceptionSorter"
                + " --valid-connection-checker-class-name=" + EXTENSIONS + "ValidConnectionChecker"
                + " --validate-on-match=true --background-validation=false");
        return commands;
    }
}
