package dev.rapporteur.ra;

import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.xa.Branch;
import java.util.function.Function;

/**
 * The producer that takes care of connections by itself. In a transaction it takes one handle at the
 * first send and closes it when the transaction has ended; where the server closes it earlier, at a
 * component's exit, it takes another. Without a transaction it needs no connection at all. Safe for
 * all threads.
 */
final class TransactionalProducer extends BranchProducer {

    private final PooledConnectionFactory factory;
    private final EngineSlot slot;

    TransactionalProducer(PooledConnectionFactory factory, EngineSlot slot) {
        this.factory = factory;
        this.slot = slot;
    }

    @Override
    <T> T inBranch(Function<Branch, T> call) {
        EngineSlot.Running running = running();
        if (!running.transactions().isCallerWithin()) {
            return alone(running.engine(), call);
        }
        return handle(running.transactions()).inBranch(call);
    }

    @Override
    EngineSlot.Running running() {
        return slot.running();
    }

    /** The handle that the caller's transaction keeps for this producer. */
    private ConnectionHandle handle(Transactions transactions) {
        if (transactions.get(this) instanceof ConnectionHandle kept && kept.isOpen()) {
            return kept;
        }
        ConnectionHandle taken = factory.take(transactions);
        try {
            transactions.keepUntilEnd(this, taken);
        } catch (IllegalStateException e) {
            taken.close();
            throw new TransactionStateException("The transaction ended while it sent its first report to \""
                    + slot.config().name()
                    + "\", perhaps because its time was up. Nothing of it will be published; begin a new"
                    + " transaction.");
        }
        return taken;
    }
}
