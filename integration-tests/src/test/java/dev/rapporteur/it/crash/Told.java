package dev.rapporteur.it.crash;

/**
 * What a client was told of a transaction.
 *
 * @param transaction its name
 * @param postings how many it asked for
 * @param why the answer
 */
record Told(String transaction, Wish wish, int postings, Outcome outcome, String why) {

    /** On one line. */
    @Override
    public String toString() {
        return outcome + " " + wish + " " + transaction + ": " + why.replace("\n", "; ");
    }
}
