package dev.rapporteur.impl.journal;

import java.util.List;

/**
 * Frames for those who observe what becomes of reports. While anybody does, Confirmed frames stand for the positions that
 * Delivered frames would note, and say of which reports they speak; with the Parked frames they are all the events that there
 * are, in the journal's order.
 */
public sealed interface Observing extends Frame {

    /** In place of an offset: it is not known. */
    long NO_OFFSET = -1;

    /** An observer's name has at most so many characters. */
    int MAX_NAME = 200;

    /**
     * Kafka has confirmed these reports, and with them all of the partition below a sequence.
     *
     * @param topic their topic
     * @param partition their partition
     * @param next as in {@link Frame.Position}
     * @param atMs when that was noted, in milliseconds since 1970
     * @param told them, in their order
     */
    record Confirmed(String topic, int partition, long next, long atMs, List<Told> told) implements Observing {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.confirmed(this, context);
        }
    }

    /**
     * A confirmed report.
     *
     * @param incarnation of its id
     * @param number of its id
     * @param offset where it stands in Kafka; {@link #NO_OFFSET}
     */
    record Told(long incarnation, long number, long offset) {}

    /**
     * Somebody observes, or has come further: events up to here need not be told him any more.
     *
     * @param name the observer's
     * @param through sequence of the last frame whose events he knows, or does not want
     * @param segment in which the reading of what follows begins
     */
    record Observed(String name, long through, int segment) implements Observing {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.observed(this, context);
        }
    }

    /** Somebody observes no longer: nothing is kept for him. */
    record Unobserved(String name) implements Observing {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.unobserved(this, context);
        }
    }
}
