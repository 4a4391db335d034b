package dev.rapporteur.tool;

import dev.rapporteur.impl.journal.JournalException;

/** An exception in one line. */
final class Reasons {

    private Reasons() {}

    static String of(Throwable e) {
        boolean says = e instanceof JournalException || e instanceof RefusedException;
        return says && e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
