package dev.rapporteur.benchmarks.decided;

/** What a caller does between begin and commit. For any thread. */
@FunctionalInterface
interface Content {

    /** Does it in the calling thread's transaction, with this key. */
    void add(String key) throws Exception;
}
