package dev.rapporteur.impl.decision;

/**
 * What a database can be asked later, to tell whether a transaction of its own has committed. Immutable. Its text stands in
 * the journal, for programs and for people.
 */
public sealed interface Proof permits TableProof, TransactionIdProof {

    /** The text that {@link #parse} reads: the kind's name, then its fields, separated by blanks. */
    String text();

    /**
     * Reads a proof's text.
     *
     * @throws IllegalArgumentException if it is none: another version of the adapter wrote it
     */
    static Proof parse(String text) {
        String[] fields = text.split(" ", -1);
        try {
            return switch (fields[0]) {
                case TableProof.KIND -> TableProof.of(fields);
                case TransactionIdProof.KIND -> TransactionIdProof.of(fields);
                default -> throw new IllegalArgumentException("unknown kind");
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no proof that this version understands. Use the version that wrote it.", e);
        }
    }
}
