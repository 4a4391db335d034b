package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.config.Deciding;
import dev.rapporteur.impl.config.DecisionProof;
import java.lang.System.Logger;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Databases behind a server's data sources. For the thread that asks. */
public final class JdbcDatabases implements Databases {

    private static final Logger LOG = System.getLogger(JdbcDatabases.class.getName());

    private final ServerDataSources server;
    private final Deciding deciding;

    /** Of this server, as configured. */
    public JdbcDatabases(ServerDataSources server, Deciding deciding) {
        this.server = server;
        this.deciding = deciding;
    }

    @Override
    public DecisionDatabase find(String name, DecisionProof kind) {
        Connections source = new BoundConnections(server, name);
        return switch (kind) {
            case TABLE -> DecisionDatabases.byTable(name, source, deciding.table());
            case TRANSACTION_ID -> DecisionDatabases.byTransactionId(name, source);
        };
    }

    @Override
    public void check(DecisionDatabase database, DecisionDatabase.Opening opening, long number) throws SQLException {
        Connections source = new BoundConnections(server, database.name());
        refuseTwoPhases(database.name(), source);
        DecisionSetup setup = new DecisionSetup(database.name(), source);
        switch (deciding.proof()) {
            case TABLE -> {
                if (deciding.createTable()) {
                    setup.createTable(deciding.table());
                }
                setup.checkTable(deciding.table());
            }
            case TRANSACTION_ID -> {
                String warning = setup.checkTransactionIds();
                if (warning != null) {
                    LOG.log(Logger.Level.WARNING, warning);
                }
            }
        }
        database.enter(opening);
        checkThatItGoesWithTransactions(database, opening, number);
    }

    private void refuseTwoPhases(String name, Connections source) throws SQLException {
        if (server.seesTwoPhases(() -> source.get().close())) {
            throw new DecisionSetupException(
                    "The data source \"" + name + "\" (decisionDataSource) is an XA data source: beside another"
                            + " resource its database only prepares, and the transaction manager decides. Name one without XA, and let"
                            + " the application use that one, too; on WildFly a data-source with jta=true instead of an"
                            + " xa-data-source. Or set decision=XA.");
        }
    }

    /** A proof that is taken in a transaction which rolls back must not say that it has committed. */
    private void checkThatItGoesWithTransactions(
            DecisionDatabase database, DecisionDatabase.Opening opening, long number) throws SQLException {
        AtomicReference<@Nullable Proof> taken = new AtomicReference<>();
        server.rollingBack(() -> taken.set(database.take(opening, number)));
        Proof proof = taken.get();
        if (proof == null) {
            throw new SQLException("The data source \"" + database.name() + "\" gave no proof");
        }
        Verdict verdict = database.ask(List.of(proof)).getOrDefault(proof, Verdict.RUNNING);
        switch (verdict.kind()) {
            case ROLLED_BACK -> {}
            case COMMITTED ->
                throw new DecisionSetupException(
                        "The data source \"" + database.name() + "\" takes no part in transactions:"
                                + " what was done with it in one that rolled back has stayed. Set jta=true on it, and have it managed"
                                + " by the server.");
            case RUNNING, UNPROVABLE ->
                throw new SQLException("The data source \"" + database.name()
                        + "\" was tried in a transaction that rolled back, and its database says: "
                        + (verdict.reason() == null ? verdict.kind() : verdict.reason()));
        }
    }
}
