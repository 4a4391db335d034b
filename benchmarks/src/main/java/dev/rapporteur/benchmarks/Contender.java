package dev.rapporteur.benchmarks;

import java.nio.file.Path;

/** An open journal that is compared with others. For any thread. */
interface Contender extends AutoCloseable {

    /**
     * Puts one transaction into the journal. What it holds is confirmed soon after, without a sync, so that the journal's
     * files can be used again.
     *
     * @param phases how; when this returns, its last record is durable
     * @param load what it holds
     * @param number its own number, from 1 upward
     */
    void commit(Phases phases, Load load, long number) throws Exception;

    @Override
    void close();

    /** Opens a contender. */
    @FunctionalInterface
    interface Opening {

        /** In an empty directory, for one kind of transactions. */
        Contender open(Path directory, Disk disk) throws Exception;
    }

    /**
     * A contender's entry.
     *
     * @param name as a table's row names it
     * @param opening opens it
     */
    record Entry(String name, Opening opening) {}
}
