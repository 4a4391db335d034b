package dev.rapporteur.impl.decision;

import java.util.UUID;

/**
 * A row of the decision table, which the transaction has written.
 *
 * @param journalId whose transaction it was
 * @param opening the incarnation of the journal's opening in which it ran
 * @param number the transaction's number in that opening, from 1 upward
 */
public record TableProof(UUID journalId, long opening, long number) implements Proof {

    static final String KIND = "TABLE";

    @Override
    public String text() {
        return KIND + " " + journalId + " " + opening + " " + number;
    }

    static TableProof of(String[] fields) {
        return new TableProof(UUID.fromString(fields[1]), Long.parseLong(fields[2]), Long.parseLong(fields[3]));
    }
}
