package dev.rapporteur.impl.decision;

import java.lang.System.Logger;
import java.sql.SQLException;

/**
 * Reaches the database of an engine's transactions, after the engine began, and sees whether it can decide; again and again,
 * with growing pauses, until it can.
 *
 * <p>For the thread that asks.
 */
final class Reaching {

    private static final Logger LOG = System.getLogger(Reaching.class.getName());

    /** A server that starts may bind its data sources after so long. */
    private static final long BOUND_WITHIN_MS = 5_000;

    private final DatabaseTransactions transactions;
    private final Databases databases;
    private final KnownDatabases known;
    private final String engine;
    private final long begunMs;
    private final Pause pause = new Pause();

    Reaching(DatabaseTransactions transactions, Databases databases, KnownDatabases known, String engine, long nowMs) {
        this.transactions = transactions;
        this.databases = databases;
        this.known = known;
        this.engine = engine;
        this.begunMs = nowMs;
    }

    boolean isDue(long nowMs) {
        return !transactions.readiness().isReady() && pause.isOver(nowMs);
    }

    long leftMs(long nowMs) {
        return transactions.readiness().isReady() ? Long.MAX_VALUE : pause.leftMs(nowMs);
    }

    void reach(long nowMs) {
        Readiness readiness = transactions.readiness();
        boolean first = pause.isFirst();
        pause.longer(nowMs);
        try {
            tryOut();
            LOG.log(
                    Logger.Level.INFO,
                    "{0}: the database behind \"{1}\" decides over reports.",
                    engine,
                    transactions.addressee().dataSource());
        } catch (DecisionSetupException.Missing e) {
            if (nowMs - begunMs > BOUND_WITHIN_MS) {
                refuse(e);
            }
        } catch (DecisionSetupException e) {
            refuse(e);
        } catch (SQLException e) {
            if (first) {
                LOG.log(Logger.Level.WARNING, engine + ": " + readiness.message() + " " + e.getMessage());
            }
            readiness.tried();
        }
    }

    private void tryOut() throws SQLException {
        long number = transactions.numbers().take();
        try {
            DecisionDatabase database = known.get(transactions.addressee());
            databases.check(database, transactions.opening(), number);
            database.enter(transactions.opening());
            transactions.reached(database);
        } finally {
            transactions.numbers().end(number);
        }
    }

    private void refuse(DecisionSetupException refusal) {
        Readiness readiness = transactions.readiness();
        boolean again = readiness.message().equals(refusal.getMessage());
        readiness.become(refusal);
        if (!again) {
            LOG.log(Logger.Level.ERROR, engine + ": " + refusal.getMessage());
        }
    }
}
