package dev.rapporteur.benchmarks.relay;

/**
 * Carries the rows of the outbox table to Kafka within this process, each at least once: what Kafka has not acknowledged is sent again
 * by the next process. {@link #run} is called once.
 */
interface Carrier {

    /**
     * Carries in the calling thread until it is stopped.
     *
     * @param serving run once, when every row that commits from then on will be carried
     * @throws Exception what ended it; what was under way is not taken for carried
     */
    void run(Runnable serving) throws Exception;

    /** Lets {@link #run} finish what is under way and return; for any thread. */
    void stop();
}
