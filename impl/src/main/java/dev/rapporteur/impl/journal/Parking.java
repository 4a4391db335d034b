package dev.rapporteur.impl.journal;

import java.util.List;

/**
 * Frames about parked reports: those that Kafka refuses for good, set aside so that their partitions go on behind them, until
 * an operator retries or drops them.
 */
public sealed interface Parking extends Frame {

    /** A reason has at most so many characters; what is longer is cut. */
    int MAX_REASON = 1_000;

    /**
     * A committed report leaves its partition's queue, and is kept: this frame holds it from now on. If it has left its place
     * before, nothing changes.
     *
     * @param topic its topic
     * @param partition its partition
     * @param sequence its place, which stays its name while it is parked
     * @param reason why, in a sentence
     * @param atMs when, in milliseconds since 1970
     * @param reports the one report
     */
    record Parked(String topic, int partition, long sequence, String reason, long atMs, ReportBlock reports)
            implements Parking {

        /** With its reason cut. */
        public Parked {
            reason = cut(reason);
        }

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.parked(this, context);
        }
    }

    /**
     * Parked reports of one partition get new places: at the tail of their partition's queue, or of another one's of the topic.
     * Those that are not parked (any more) are passed over.
     *
     * @param topic the topic
     * @param partition where they were
     * @param to where they go
     * @param sequences of those that are retried, ascending: their order. The new sequence of each follows from its index here
     */
    record Retried(String topic, int partition, int to, List<Long> sequences) implements Parking {

        /** Refuses sequences that don't ascend. */
        public Retried {
            sequences = List.copyOf(sequences);
            for (int i = 1; i < sequences.size(); i++) {
                if (sequences.get(i) <= sequences.get(i - 1)) {
                    throw new IllegalArgumentException(
                            "sequence " + sequences.get(i) + " after " + sequences.get(i - 1));
                }
            }
        }

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.retried(this, context);
        }
    }

    /**
     * An operator gives a parked report up.
     *
     * @param topic its topic
     * @param partition its partition
     * @param sequence its place
     * @param reason why, as the operator said
     * @param atMs when, in milliseconds since 1970
     */
    record Dropped(String topic, int partition, long sequence, String reason, long atMs) implements Parking {

        /** With its reason cut. */
        public Dropped {
            reason = cut(reason);
        }

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.dropped(this, context);
        }
    }

    /**
     * What a snapshot says of a partition.
     *
     * @param topic the topic
     * @param partition the partition
     * @param aside what is parked
     * @param left sequences at or above the delivered position whose reports have left their places, parked still or not
     */
    record Place(String topic, int partition, List<Aside> aside, List<Long> left) {}

    /**
     * A parked report.
     *
     * @param sequence its place
     * @param incarnation of its id
     * @param number of its id
     * @param at where it lies now
     * @param atMs since when, in milliseconds since 1970
     * @param reason why
     */
    record Aside(long sequence, long incarnation, long number, BlockAt at, long atMs, String reason) {}

    private static String cut(String reason) {
        if (reason.length() <= MAX_REASON) {
            return reason;
        }
        boolean splits = Character.isHighSurrogate(reason.charAt(MAX_REASON - 1));
        return reason.substring(0, splits ? MAX_REASON - 1 : MAX_REASON);
    }
}
