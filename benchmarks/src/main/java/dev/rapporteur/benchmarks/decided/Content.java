package dev.rapporteur.benchmarks.decided;

/** What a caller does between begin and commit. For any thread. */
@FunctionalInterface
interface Content {

    /** Adds nothing. */
    Content NONE = key -> {};

    /** Does it in the calling thread's transaction, with this key. */
    void add(String key) throws Exception;

    /** This, and then another. */
    default Content and(Content next) {
        return key -> {
            add(key);
            next.add(key);
        };
    }
}
