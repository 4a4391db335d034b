package dev.rapporteur.impl.decision;

import org.jspecify.annotations.Nullable;

/**
 * What a database says of a transaction.
 *
 * @param kind what it says
 * @param reason why it can't say more, as a sentence that names what to do; null unless it is UNPROVABLE
 */
public record Verdict(Kind kind, @Nullable String reason) {

    /** What a database can say. */
    public enum Kind {
        /** It has committed, for good. */
        COMMITTED,
        /** It has rolled back, or can't commit any more, for good. */
        ROLLED_BACK,
        /** It may still do either: ask again. */
        RUNNING,
        /** The database can't tell any more, and never will: an operator must decide. */
        UNPROVABLE
    }

    /** It has committed. */
    public static final Verdict COMMITTED = new Verdict(Kind.COMMITTED, null);

    /** It has rolled back. */
    public static final Verdict ROLLED_BACK = new Verdict(Kind.ROLLED_BACK, null);

    /** It may still run. */
    public static final Verdict RUNNING = new Verdict(Kind.RUNNING, null);

    /** The database can't tell any more. */
    public static Verdict unprovable(String reason) {
        return new Verdict(Kind.UNPROVABLE, reason);
    }
}
