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
    synchronized void open(Transactions serversTransactions) {
        try {
            slots.forEach(slot -> slot.open(serversTransactions));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        transactions = serversTransactions;
    }

    /** Closes all engines. */
    synchronized void close() {
        transactions = null;
        slots.forEach(EngineSlot::close);
        slots.clear();
    }

    synchronized List<EngineSlot> all() {
        return List.copyOf(slots);
    }
}
