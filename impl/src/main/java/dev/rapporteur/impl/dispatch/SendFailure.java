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
        /** Kafka does not take the report, as things are: its partition stands still and is probed with back-off. */
        REFUSED,
        /** Kafka will never take this report, or one of its batch: it is found by probing, and parked. */
        POISON,
        /**
         * Nothing is wrong with report or link, but it can't be taken now: the partition's leader is not known yet, or the
         * client's memory is full. Ask again in a moment.
         */
        NOT_YET
    }

    /** Whether Kafka refuses the report or its partition; else the link is lost, or it is only too early. */
    public boolean isRefusal() {
        return kind == Kind.REFUSED || kind == Kind.POISON;
    }

    /** Make a new link. */
    public static SendFailure linkLost(String reason) {
        return new SendFailure(Kind.LINK_LOST, reason);
    }

    /** Set the partition apart. */
    public static SendFailure refused(String reason) {
        return new SendFailure(Kind.REFUSED, reason);
    }

    /** Set the partition apart, and park the report that is refused alone. */
    public static SendFailure poison(String reason) {
        return new SendFailure(Kind.POISON, reason);
    }

    /** Ask again. */
    public static SendFailure notYet(String reason) {
        return new SendFailure(Kind.NOT_YET, reason);
    }
}
