package dev.rapporteur.impl.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Empties an engine, so that its server can be taken away or pointed to another cluster, for operators:
 * {@code dev.rapporteur:type=Drain,name=...,journal=...}. It lasts until {@link #resume} or the end of the adapter: one that is
 * started anew takes reports. For any thread.
 */
public interface DrainMXBean {

    /** {@link #awaitDrained} waits so many seconds at most. */
    int MOST_SECONDS = 3_600;

    /** {@link DrainState}: TAKING, DRAINING, or DRAINED, with which the server may go. */
    String getState();

    /** Since when it is drained, ISO 8601 in UTC; null while it takes reports. */
    @Nullable
    String getSince();

    /** What is left, each a sentence with what to do; empty if nothing is. */
    List<String> getWaitsFor();

    /** Transactions, and single sends, that have begun and are neither prepared nor over. */
    int getBranchesAtWork();

    /** Transaction branches that are prepared and wait for their decision. */
    int getBranchesUndecided();

    /** Committed reports that are not delivered; with EXACTLY_ONCE, whose Kafka transaction's commit is not final. */
    long getReportsWaiting();

    /** Bytes of these. */
    long getBytesWaiting();

    /** Of these, reports that were handed to a broker and have no answer yet. */
    int getReportsInFlight();

    /** Reports that Kafka refused for good, and nobody has retried or dropped. */
    long getReportsParked();

    /** Refuses new transactions' and single reports from now on; does not wait. Again does nothing. */
    void drain();

    /**
     * Waits until nothing is left.
     *
     * @param seconds how long at most, 0 to {@value #MOST_SECONDS}
     * @return whether it is DRAINED
     */
    boolean awaitDrained(int seconds);

    /** Takes reports again. */
    void resume();
}
