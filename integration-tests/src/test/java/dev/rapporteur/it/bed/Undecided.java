package dev.rapporteur.it.bed;

import dev.rapporteur.it.app.Operator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A branch that nobody has decided yet, as an operator sees it.
 *
 * @param reason why its database can't decide it any more; empty if it can, as far as is known
 */
public record Undecided(String xid, String proof, String reason) {

    /** All of a connection definition, the oldest first. */
    public static List<Undecided> of(App app, String definition) {
        return app.call(Operator.class, "undecided", definition)
                .lines()
                .map(line -> line.split("\t", -1))
                .map(fields -> new Undecided(fields[0], fields[1], fields[2]))
                .toList();
    }

    /** The transaction's id in PostgreSQL, where that is the proof. */
    public long transactionId() {
        return Long.parseLong(proof.split(" ", -1)[1]);
    }

    /** When its proof was taken, where that is the transaction's id. */
    public Instant takenAt() {
        return Instant.EPOCH.plus(Long.parseLong(proof.split(" ", -1)[5]), ChronoUnit.MICROS);
    }

    /** Commits it by hand, or rolls it back. */
    public void decide(App app, String definition, boolean commit) {
        app.call(Operator.class, "decide", definition, xid, commit ? "commit" : "rollback");
    }
}
