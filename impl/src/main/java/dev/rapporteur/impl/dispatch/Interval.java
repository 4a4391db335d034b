package dev.rapporteur.impl.dispatch;

/** How long a session's Kafka transactions are apart. For the session's thread. */
final class Interval {

    /**
     * So long after a commit's answer Kafka may still be telling the partitions of it. What is sent to it then comes back, once for
     * each batch, is sent again after a pause, and is logged as a warning by the client.
     */
    private static final long SETTLE_MS = 20;

    /**
     * So long reports gather for the next transaction, when the last one had many and kept up with them: each costs the client, the
     * broker, its coordinator and a marker's topic the same, however few reports it carries.
     */
    private static final long GATHER_MS = 25;

    /** With fewer, each report is as good as alone, and its delay counts. */
    private static final int MANY = 8;

    private int reports;
    private boolean gathering;
    private boolean settling;

    /** One report more is in the open transaction. */
    void sent() {
        reports++;
    }

    /**
     * The open transaction takes no more.
     *
     * @param keptUp whether nothing waits that it could have taken
     */
    void closes(boolean keptUp) {
        gathering = keptUp && reports >= MANY;
    }

    /** Kafka has answered the commit, and may not be done with it. */
    void committed() {
        settling = reports > 0;
        reports = 0;
    }

    /** Something committed has become final at its partition: Kafka is about to be done with that commit. */
    void ended() {
        settling = false;
    }

    /** Milliseconds from the last commit's answer until the next transaction may begin. */
    long ms() {
        return gathering ? GATHER_MS : settling ? SETTLE_MS : 0;
    }
}
