package dev.rapporteur.ra;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.ReportConnection;
import dev.rapporteur.impl.xa.Branch;
import java.util.function.Function;

/** A connection where the database decides: only a name for the producer, for there is nothing to pool. For its user's thread. */
final class DecidedHandle extends BranchProducer implements ReportConnection {

    private final BranchProducer producer;
    private volatile boolean closed;

    DecidedHandle(BranchProducer producer) {
        this.producer = producer;
    }

    @Override
    <T> T inBranch(Function<Branch, T> call) {
        return open().inBranch(call);
    }

    @Override
    EngineSlot.Running running() {
        return open().running();
    }

    private BranchProducer open() {
        if (closed) {
            throw new NotAvailableException("This connection is closed by its user. Get a new one.");
        }
        return producer;
    }

    @Override
    public void close() {
        closed = true;
    }
}
