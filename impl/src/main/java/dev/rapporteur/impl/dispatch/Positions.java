package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import org.jspecify.annotations.Nullable;

/** Where partitions stand in Kafka, so that nothing is sent twice. Of {@link Assignment}'s thread; never waits. */
interface Positions {

    /** At least once: the journal's word is enough. */
    Positions KNOWN = new Positions() {
        @Override
        public @Nullable String obstacle(PartitionBuffer buffer) {
            return null;
        }

        @Override
        public @Nullable String trouble() {
            return null;
        }

        @Override
        public void retryNow(PartitionBuffer buffer) {}

        @Override
        public void doubt(Session.Doubt doubt) {
            throw new IllegalStateException("Nobody asks what became of " + doubt);
        }
    };

    /**
     * Why nothing may be sent of a partition that nobody has, as a sentence. Null: what Kafka has of it is known, and gone from
     * its buffer.
     */
    @Nullable
    String obstacle(PartitionBuffer buffer);

    /** Begins to find that out, where nobody has asked yet. */
    default void ask(PartitionBuffer buffer) {
        String unused = obstacle(buffer);
    }

    /** What keeps all positions from being found, as a sentence; null if nothing is known to. Any thread. */
    @Nullable
    String trouble();

    /** Where it could not be found where the partition stands, that is tried again at once. */
    void retryNow(PartitionBuffer buffer);

    /** What became of this is to be found out. */
    void doubt(Session.Doubt doubt);
}
