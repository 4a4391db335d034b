package dev.rapporteur.impl.dispatch;

/** Where the transactional ids that were ever used are kept. For any thread. */
@FunctionalInterface
public interface TransactionalIdLog {

    /** How far it is noted that an id is used. */
    enum Outcome {
        /** On its way. */
        PENDING,
        /** Durably. */
        NOTED,
        /** It was not, and won't be. */
        REFUSED
    }

    /** A note on its way. */
    @FunctionalInterface
    interface Ticket {

        /** So far. */
        Outcome outcome();
    }

    /**
     * Notes that an id is used; does not wait for the disk. It may be used when that is noted.
     *
     * @param number the id's
     * @param broker the id of the broker whose partitions it is for
     */
    Ticket used(int number, int broker);
}
