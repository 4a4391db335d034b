package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.journal.Append;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls that wait for the journal, while the life's own thread takes the journal's turns: one whenever the call waits,
 * never else, so that a life's story stays the same. One of the two works at a time.
 */
final class SimulatedPartner implements AutoCloseable {

    private final Thread thread;
    private volatile @Nullable Runnable call;
    private volatile boolean closed;
    private @Nullable Throwable failure;

    SimulatedPartner() {
        thread = new Thread(this::work, "simulated-partner");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns or throws what the call does. */
    @SuppressWarnings("ThreadPriorityCheck") // whoever is awaited needs the processor
    void call(Runnable waiting, Runnable turn) {
        failure = null;
        call = waiting;
        LockSupport.unpark(thread);
        while (call != null) {
            if (LockSupport.getBlocker(thread) instanceof Append append && append.outcome() == null) {
                turn.run();
            } else {
                Thread.yield();
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private void work() {
        while (!closed) {
            Runnable now = call;
            if (now == null) {
                LockSupport.park();
                continue;
            }
            try {
                now.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            call = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
