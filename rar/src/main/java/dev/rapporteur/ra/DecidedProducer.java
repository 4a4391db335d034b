package dev.rapporteur.ra;

import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.decision.DatabaseTransactions;
import dev.rapporteur.impl.xa.Branch;
import java.util.Objects;
import java.util.function.Function;

/**
 * The producer where the database decides. It needs no connection and enlists nothing: it goes with the caller's transaction
 * by a synchronization. Safe for all threads.
 */
final class DecidedProducer extends BranchProducer {

    private final EngineSlot slot;

    DecidedProducer(EngineSlot slot) {
        this.slot = slot;
    }

    @Override
    <T> T inBranch(Function<Branch, T> call) {
        EngineSlot.Running running = running();
        Transactions transactions = running.transactions();
        if (!transactions.isCallerWithin()) {
            return alone(running.engine(), call);
        }
        return of(running).inBranch(call);
    }

    @Override
    EngineSlot.Running running() {
        return slot.running();
    }

    /** What the caller's transaction keeps for this producer. */
    private DecidedTransaction of(EngineSlot.Running running) {
        Transactions transactions = running.transactions();
        if (transactions.get(this) instanceof DecidedTransaction kept) {
            return kept;
        }
        DatabaseTransactions decided = Objects.requireNonNull(
                running.engine().databaseTransactions(), "the engine was opened with a database");
        DecidedTransaction taken = new DecidedTransaction(
                decided.begin(), transactions, slot.config().name());
        try {
            transactions.keep(this, taken, taken);
        } catch (IllegalStateException e) {
            throw new TransactionStateException("The transaction ended while it sent its first report to \""
                    + slot.config().name()
                    + "\", perhaps because its time was up. Nothing of it will be published; begin a new"
                    + " transaction.");
        }
        return taken;
    }
}
