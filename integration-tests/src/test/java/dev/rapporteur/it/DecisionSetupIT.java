package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.DataSources;
import dev.rapporteur.it.bed.Definition;
import dev.rapporteur.it.bed.Ledger;
import dev.rapporteur.it.bed.LedgerDatabase;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that can't decide as it is set up: each fault is named when the adapter is deployed, with what to do. */
class DecisionSetupIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The same archive under other names, so that the ledger's adapter goes on. */
    private static final String BAD = "badly-decided.rar";

    private static final String CLERK = PostgresServer.ROLE;
    private static final String HASTY = "hasty";
    private static final String COLUMNS =
            " (journal_id varchar(36), opening bigint, branch bigint, writer char(1), deleted bigint, primary key ";

    /** So one tells the transaction manager to commit several last resources in one transaction. */
    private static final String MULTIPLE =
            "com.arjuna.ats.arjuna.common.CoreEnvironmentBean.allowMultipleLastResources";

    private static final WildFlyServer SERVER = Ledger.server();
    private static final DataSources SOURCES = new DataSources();

    @BeforeAll
    static void setUpWrongly() {
        LedgerDatabase database = Ledger.database();
        database.execute("create table short_key" + COLUMNS + "(journal_id, opening))");
        database.execute("create table granted" + COLUMNS + "(journal_id, opening, branch))");
        database.execute("grant select, update, delete on granted to " + CLERK);
        database.execute("create role " + HASTY + " login superuser");
        database.execute("alter role " + HASTY + " set synchronous_commit = off");
        SOURCES.addWithoutJta("alone", PostgresServer.SUPERUSER);
        SOURCES.addXa("two-phases", PostgresServer.SUPERUSER);
        SOURCES.add("clerk", CLERK);
        SOURCES.add(HASTY, HASTY);
    }

    @AfterAll
    static void takeAway() {
        SOURCES.removeAll();
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            nowhere    | made          | is not bound in the server                           | see that the data source is enabled
            alone      | made          | takes no part in transactions                        | Set jta=true on it
            two-phases | made          | is an XA data source                                 | on WildFly a data-source with jta=true
            ledger     | nowhere.made  | the user may not make the table nowhere.made         | CREATE TABLE IF NOT EXISTS nowhere.made
            ledger     | short_key     | the table short_key refuses a second transaction     | Make it anew
            clerk      | granted       | the user may not INSERT in the table granted         | GRANT SELECT, INSERT, UPDATE, DELETE ON granted
            hasty      | made          | it has synchronous_commit = off                      | Set it to on
            """)
    void shouldNameFaultAndRemedy(String source, String table, String fault, String remedy) {
        try (Definition bad = definition(source + "-" + BAD, source, table, "true")) {
            assertThatThrownBy(bad::deploy)
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining(fault)
                    .hasMessageContaining(remedy);
        }
    }

    @Test
    void shouldNameAMissingTable() {
        try (Definition bad = definition("missing-" + BAD, "ledger", "missing", "false")) {
            assertThatThrownBy(bad::deploy)
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining("there is no table missing. Make it, or set createDecisionTable=true")
                    .hasMessageContaining("CREATE TABLE IF NOT EXISTS missing");
        }
    }

    @Test
    void shouldRefuseAServerThatCommitsSeveralLastResources() {
        SERVER.management()
                .execute(Management.operation("add", "/system-property=" + MULTIPLE)
                        .put("value", "true"));
        try (Definition bad = definition("several-" + BAD, "ledger", "made", "true")) {
            assertThatThrownBy(bad::deploy)
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining("The system property " + MULTIPLE + " is true")
                    .hasMessageContaining("Remove it, or set decision=XA");
        } finally {
            SERVER.management().execute(Management.operation("remove", "/system-property=" + MULTIPLE));
        }
    }

    @Test
    void shouldNameWhatHasBecomeWrongWhenTheServerStarts() throws IOException {
        try (DataSources before = new DataSources();
                DataSources after = new DataSources();
                Definition xa = definition("became-xa.rar", "became-xa", "made", "true");
                Definition gone = definition("gone.rar", "gone", "made", "true")) {
            before.add("became-xa", PostgresServer.SUPERUSER);
            before.add("gone", PostgresServer.SUPERUSER);
            xa.deploy();
            gone.deploy();
            before.removeAll();
            after.addXa("became-xa", PostgresServer.SUPERUSER);

            SERVER.kill();
            long logged = Files.size(SERVER.log());
            SERVER.start();

            assertLogged(logged, "became-xa", "\"java:/jdbc/became-xa\" (decisionDataSource) is an XA data source");
            assertLogged(logged, "gone", "\"java:/jdbc/gone\" (decisionDataSource) is not bound in the server");
            SERVER.undeploy("became-xa.rar");
            SERVER.undeploy("gone.rar");
        }
    }

    private static void assertLogged(long from, String definition, String message) throws IOException {
        Path log = SERVER.log();
        Await.until(definition + " is refused, see " + log, PATIENCE, () -> {
            byte[] all = Files.readAllBytes(log);
            return new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8)
                    .contains(definition + ": The data source " + message);
        });
    }

    private static Definition definition(String archive, String source, String table, String create) {
        return new Definition(SERVER, archive)
                .with(
                        archive.substring(0, archive.length() - ".rar".length()),
                        Map.of(
                                "bootstrapServers",
                                Bed.kafka().bootstrapServers(),
                                "decision",
                                "DATABASE",
                                "decisionDataSource",
                                "java:/jdbc/" + source,
                                "decisionTable",
                                table,
                                "createDecisionTable",
                                create));
    }
}
