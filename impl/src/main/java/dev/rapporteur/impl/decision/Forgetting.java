package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.config.DecisionProof;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets the database of an engine's transactions forget the proofs that nobody needs any more, once in a second at most. What
 * can't be forgotten now is tried again.
 *
 * <p>For the thread that asks; the trouble is for any.
 */
final class Forgetting {

    private static final long EVERY_MS = 1_000;

    private final DatabaseTransactions transactions;
    private final KnownDatabases known;

    private long nextMs;
    private long forgotten;
    private Set<Long> keptOpenings = Set.of();
    private volatile @Nullable String trouble;

    Forgetting(DatabaseTransactions transactions, KnownDatabases known) {
        this.transactions = transactions;
        this.known = known;
    }

    boolean isDue(long nowMs) {
        return transactions.addressee().kind() == DecisionProof.TABLE
                && transactions.readiness().isReady()
                && nextMs <= nowMs;
    }

    /** What is wrong with the table, in sentences; null if nothing is. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /**
     * Forgets.
     *
     * @param lowest no transaction with a lower number may still become undecided
     * @param questions what is undecided since then, or from before
     */
    void forget(long lowest, List<Question> questions, long nowMs) {
        nextMs = nowMs + EVERY_MS;
        DecisionDatabase.Opening opening = transactions.opening();
        long below = lowest;
        Set<Long> earlier = new TreeSet<>();
        for (Question question : questions) {
            Proof proof = question.proof();
            if (proof instanceof UnknownProof) {
                return; // nobody knows which rows it needs
            }
            if (proof instanceof TableProof row && row.journalId().equals(opening.journalId())) {
                if (row.opening() == opening.incarnation()) {
                    below = Math.min(below, row.number());
                } else {
                    earlier.add(row.opening());
                }
            }
        }
        if (below > forgotten || !earlier.equals(keptOpenings)) {
            forget(below, earlier);
        }
    }

    private void forget(long below, Set<Long> earlier) {
        Addressee addressee = transactions.addressee();
        try {
            known.get(addressee).forget(transactions.opening(), below, List.copyOf(earlier));
            forgotten = below;
            keptOpenings = earlier;
            trouble = null;
        } catch (DecisionSetupException e) {
            trouble = e.getMessage();
        } catch (SQLException e) {
            trouble = "The database behind \"" + addressee.dataSource()
                    + "\" does not let go of proofs that are not needed any more, so its table grows: " + e.getMessage()
                    + ". It is tried again by itself.";
        }
    }
}
