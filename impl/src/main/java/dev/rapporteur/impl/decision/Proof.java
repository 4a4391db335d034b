package dev.rapporteur.impl.decision;

/**
 * What a database can be asked later, to tell whether a transaction of its own has committed. Immutable. Its text stands in
 * the journal, for programs and for people.
 */
public sealed interface Proof permits TableProof, TransactionIdProof, UnknownProof {

    /** The text that {@link #parse} reads: the kind's name, then its fields, separated by blanks. */
    String text();

    /** Reads a proof's text, whoever wrote it. */
    static Proof parse(String text) {
        String[] fields = text.split(" ", -1);
        try {
            return switch (fields[0]) {
                case TableProof.KIND -> TableProof.of(fields);
                case TransactionIdProof.KIND -> TransactionIdProof.of(fields);
                default -> new UnknownProof(text);
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return new UnknownProof(text);
        }
    }
}
