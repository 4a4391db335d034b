package dev.rapporteur.benchmarks;

import java.util.List;

/**
 * What callers send in one run.
 *
 * @param topics one report to each in turn
 * @param payloads what reports hold
 * @param perTransaction how many reports a transaction holds
 * @param threads how many callers
 * @param reports how many in all: whole transactions for each thread
 */
record Traffic(List<String> topics, Payloads payloads, int perTransaction, int threads, int reports) {

    Traffic {
        if (reports % (perTransaction * threads) != 0) {
            throw new IllegalArgumentException(reports + " reports are not whole transactions of " + perTransaction
                    + " reports for each of " + threads + " threads");
        }
    }

    /** Of 100 reports a transaction by four threads. */
    static Traffic usual(List<String> topics, Payloads payloads, int reports) {
        return new Traffic(topics, payloads, EndToEndTrial.PER_TRANSACTION, EndToEndTrial.THREADS, reports);
    }
}
