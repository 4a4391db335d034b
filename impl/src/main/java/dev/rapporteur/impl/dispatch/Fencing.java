package dev.rapporteur.impl.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * Takes a transactional id away from whoever had it before: from then on none of its former producers can commit anything.
 * For one thread.
 */
public interface Fencing extends AutoCloseable {

    /** Makes them. */
    @FunctionalInterface
    interface Factory {

        /** Begins. */
        Fencing begin(String transactionalId);
    }

    /** How far it is. */
    enum Outcome {
        /** Asked for, not answered yet. */
        PENDING,
        /**
         * Its last transaction is decided, and the markers that say so are on their way to its partitions; one of these may be
         * away, which then holds up {@link #FENCED} for as long. What it committed is in the progress topic when that is read to
         * its end, so where the other partitions stand can be told, if its former producers are gone: one that lives could still
         * begin another transaction. Whoever takes the id can't begin one before it is {@link #FENCED}.
         */
        DECIDED,
        /** Its former producers can do nothing any more. */
        FENCED,
        /** It can't be done as things are; tried again. */
        FAILED
    }

    /**
     * What is known of it.
     *
     * @param outcome how far it is
     * @param trouble for FAILED, why, in a sentence for operators; else null
     */
    record Answer(Outcome outcome, @Nullable String trouble) {}

    /** Goes on, and says how far it is. Never waits for Kafka; to be asked again, every some milliseconds. */
    Answer ask();

    /** Gives up what is pending; returns at once. */
    @Override
    void close();
}
