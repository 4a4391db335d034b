package dev.rapporteur.it.bed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sees what transactions have left behind: in the adapter, in the transaction manager's log, in the database. */
public final class Recovery {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The server's word for a pass in which our adapter, asked for its branches, said that it can't tell. */
    private static final Pattern REFUSED =
            Pattern.compile("IJ000906.*java:/eis/rapporteur.*The resource adapter of this connection definition");

    private static final String LOG = "/subsystem=transactions/log-store=log-store";

    private final WildFlyServer server;
    private final App app;

    /** Of a server, with the application that sees the database. */
    public Recovery(WildFlyServer server, App app) {
        this.server = server;
        this.app = app;
    }

    /** Waits until no branch is left anywhere. */
    public void awaitNothingLeft() {
        Await.until(
                "no branch is left behind",
                PATIENCE,
                () -> branchesPrepared() == 0
                        && loggedTransactions() == 0
                        && app.call(Rows.class, "inDoubt").equals("0"));
    }

    /** Branches that the adapter holds prepared. */
    public int branchesPrepared() {
        return Statistics.of(server).get("BranchesPrepared").asInt();
    }

    /** Transactions that the transaction manager's log holds. */
    public int loggedTransactions() {
        return loggedTransactions(server).size();
    }

    /** The names of those. */
    public static JsonNode loggedTransactions(WildFlyServer server) {
        server.management().execute(Management.operation("probe", LOG));
        return server.management()
                .execute(Management.operation("read-children-names", LOG).put("child-type", "transactions"));
    }

    /** Waits until recovery has asked the adapter this many times more, and was refused. */
    public void awaitRefusals(int more) {
        long goal = refusals() + more;
        Await.until("recovery asks, and is refused", PATIENCE, () -> refusals() >= goal);
    }

    private long refusals() {
        try (Stream<String> lines = Files.lines(server.log())) {
            return lines.filter(line -> REFUSED.matcher(line).find()).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
