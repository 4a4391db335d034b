package dev.rapporteur.ra;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engines of one resource adapter. Servers differ in whether they activate connection
 * definitions before or after they start the adapter; either way an engine opens as soon as both
 * have happened. Its lock is taken by the lifecycle and by readers of statistics, never by senders.
 */
final class EngineSlots {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    private final List<EngineSlot> slots = new ArrayList<>();
    private @Nullable Transactions transactions;

    /**
     * Takes a connection definition in, and opens its engine if the adapter is started.
     *
     * @throws IllegalArgumentException if another one has its name or its journal's directory
     */
    synchronized void add(EngineSlot slot) {
        for (EngineSlot other : slots) {
            refuseTwins(other, slot);
        }
        if (transactions != null) {
            slot.open(transactions);
        }
        slots.add(slot);
    }

    private static void refuseTwins(EngineSlot one, EngineSlot other) {
        String name = other.config().name();
        if (one.config().name().equals(name)) {
            throw new IllegalArgumentException("Two connection definitions have the name \"" + name
                    + "\". Set the property name of each, since it names its journal too.");
        }
        if (one.config().journalDirectory().equals(other.config().journalDirectory())) {
            throw new IllegalArgumentException("The connection definitions \""
                    + one.config().name() + "\" and \"" + name
                    + "\" have the same journalDirectory " + other.config().journalDirectory()
                    + ". Give each its own: a journal belongs to one.");
        }
    }

    /**
     * Opens all engines, or none.
     *
     * @throws RuntimeException of the first engine that can't open; the others are closed again
     */
    void open(Transactions serversTransactions) {
        try {
            openAll(serversTransactions);
        } catch (RuntimeException | Error e) {
            try {
                close();
            } catch (RuntimeException failure) {
                e.addSuppressed(failure);
            }
            throw e;
        }
    }

    private synchronized void openAll(Transactions serversTransactions) {
        slots.forEach(slot -> slot.open(serversTransactions));
        transactions = serversTransactions;
    }

    /**
     * Closes all engines, without the lock: that may take each its stopTimeout.
     *
     * @throws RuntimeException of the first engine that could not close in order; the others are closed all the same
     */
    void close() {
        RuntimeException first = null;
        for (EngineSlot slot : takeAll()) {
            try {
                slot.close();
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Rapporteur \"" + slot.config().name() + "\" did not close in order. What it has"
                                + " committed is in its journal; it is found there at the next start.",
                        e);
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private synchronized List<EngineSlot> takeAll() {
        transactions = null;
        List<EngineSlot> taken = List.copyOf(slots);
        slots.clear();
        return taken;
    }

    synchronized List<EngineSlot> all() {
        return List.copyOf(slots);
    }
}
