package dev.rapporteur.impl.dispatch;

/**
 * Why a report is not confirmed by Kafka.
 *
 * @param kind what follows from it
 * @param reason a sentence for operators: what failed, and what to do
 */
public record SendFailure(Kind kind, String reason) {

    /** What follows from a failure. */
    public enum Kind {
        /** The link is of no use any more: make a new one, rewind, go on. */
        LINK_LOST,
        /** Kafka refuses the report for good, as things are: its partition stands still and is probed with back-off. */
        REFUSED,
        /**
         * Nothing is wrong with report or link, but it can't be taken now: the partition's leader is not known yet, or the
         * client's memory is full. Ask again in a moment.
         */
        NOT_YET
    }

    /** Make a new link. */
    public static SendFailure linkLost(String reason) {
        return new SendFailure(Kind.LINK_LOST, reason);
    }

    /** Set the partition apart. */
    public static SendFailure refused(String reason) {
        return new SendFailure(Kind.REFUSED, reason);
    }

    /** Ask again. */
    public static SendFailure notYet(String reason) {
        return new SendFailure(Kind.NOT_YET, reason);
    }
}
