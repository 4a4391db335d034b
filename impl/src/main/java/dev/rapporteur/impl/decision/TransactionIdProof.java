package dev.rapporteur.impl.decision;

/**
 * A transaction's id in PostgreSQL. The server may give an id whose log was not flushed to another transaction after a crash,
 * so the id counts within its epoch only.
 *
 * @param id the 64-bit transaction id (xid8)
 * @param epoch the life of the database server in which it was given out
 * @param takenUs when, by the server's clock, in microseconds since 1970: its life was not over then
 */
public record TransactionIdProof(long id, Epoch epoch, long takenUs) implements Proof {

    static final String KIND = "TRANSACTION_ID";

    private static final int WITHOUT_TIME = 5;

    /**
     * One life of a database server: from one recovery to the next crash.
     *
     * @param system the cluster's system identifier
     * @param timeline its timeline, which a promotion changes
     * @param startedUs when its checkpointer started, in microseconds since 1970: that changes with each crash and restart
     */
    public record Epoch(long system, int timeline, long startedUs) {

        /** None yet. */
        static final Epoch NONE = new Epoch(0, 0, 0);

        /** Its three fields, separated by blanks. */
        String text() {
            return system + " " + timeline + " " + startedUs;
        }

        /**
         * Reads {@link #text}.
         *
         * @throws IllegalArgumentException if it is none such
         */
        static Epoch parse(String text) {
            String[] fields = text.split(" ", -1);
            if (fields.length != 3) {
                throw new IllegalArgumentException("\"" + text + "\" is no epoch");
            }
            return new Epoch(Long.parseLong(fields[0]), Integer.parseInt(fields[1]), Long.parseLong(fields[2]));
        }
    }

    @Override
    public String text() {
        return KIND + " " + id + " " + epoch.text() + " " + takenUs;
    }

    /** Of the first of its kind the time is not known; the epoch's beginning stands for it, which vouches for nothing. */
    static TransactionIdProof of(String[] fields) {
        Epoch epoch = Epoch.parse(fields[2] + " " + fields[3] + " " + fields[4]);
        long takenUs = fields.length == WITHOUT_TIME ? epoch.startedUs() : Long.parseLong(fields[5]);
        return new TransactionIdProof(Long.parseLong(fields[1]), epoch, takenUs);
    }
}
