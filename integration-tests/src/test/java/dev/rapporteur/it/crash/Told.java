package dev.rapporteur.it.crash;

/**
 * What a client was told of a transaction.
 *
 * @param transaction its name
 * @param outcome what the client knows by the answer
 * @param answer the application's, or why there was none
 */
record Told(String transaction, Wish wish, Outcome outcome, String answer) {

    /** On one line. */
    @Override
    public String toString() {
        return outcome + " " + wish + " " + transaction + ": " + answer.replace("\n", "; ");
    }
}
