package dev.rapporteur.impl.decision;

/**
 * A transaction's id in PostgreSQL. The server may give an id whose log was not flushed to another transaction after a crash,
 * so the id counts within its epoch only.
 *
 * @param id the 64-bit transaction id (xid8)
 * @param epoch the life of the database server in which it was given out
 */
public record TransactionIdProof(long id, Epoch epoch) implements Proof {

    static final String KIND = "TRANSACTION_ID";

    /**
     * One life of a database server: from one recovery to the next crash.
     *
     * @param system the cluster's system identifier
     * @param timeline its timeline, which a promotion changes
     * @param startedUs when its checkpointer started, in microseconds since 1970: that changes with each crash and restart
     */
    public record Epoch(long system, int timeline, long startedUs) {

        /** Its three fields, separated by blanks. */
        public String text() {
            return system + " " + timeline + " " + startedUs;
        }

        /**
         * Reads {@link #text}.
         *
         * @throws IllegalArgumentException if it is none such
         */
        public static Epoch parse(String text) {
            String[] fields = text.split(" ", -1);
            if (fields.length != 3) {
                throw new IllegalArgumentException("\"" + text + "\" is no epoch");
            }
            return new Epoch(Long.parseLong(fields[0]), Integer.parseInt(fields[1]), Long.parseLong(fields[2]));
        }
    }

    @Override
    public String text() {
        return KIND + " " + id + " " + epoch.text();
    }

    static TransactionIdProof of(String[] fields) {
        return new TransactionIdProof(
                Long.parseLong(fields[1]), Epoch.parse(fields[2] + " " + fields[3] + " " + fields[4]));
    }
}
