package dev.rapporteur.impl.decision;

/**
 * A proof that another version of the adapter has written, and this one does not understand. Nobody can be asked for it.
 *
 * @param text as it stands in the journal
 */
record UnknownProof(String text) implements Proof {

    Verdict verdict() {
        return Verdict.unprovable(
                "\"" + text + "\" is no proof that this version understands. Use the version that wrote it.");
    }
}
