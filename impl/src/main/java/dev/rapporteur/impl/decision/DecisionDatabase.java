package dev.rapporteur.impl.decision;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The database that decides, by one way of proving. Callers take proofs on their own threads, side by side; all else is asked
 * by one thread of the engine, on connections that it takes outside of any transaction and gives back each time.
 */
public interface DecisionDatabase {

    /**
     * One opening of a journal.
     *
     * @param journalId the journal
     * @param incarnation the opening's own number
     */
    record Opening(UUID journalId, long incarnation) {}

    /** Names it in messages: the data source's JNDI name. */
    String name();

    /**
     * Takes a proof on the connection of the caller's transaction: at most one round trip. It may be durable or not; it counts
     * only if the transaction was still active afterwards.
     *
     * @param opening whose branches it will decide
     * @param number the transaction's number in this opening, from 1 upward, each used once
     * @throws SQLException if the database refuses, or doesn't answer; the caller rolls back
     */
    Proof take(Opening opening, long number) throws SQLException;

    /**
     * Does, once in an opening and before the first proof of it is taken, what later answers rest upon. Doing it again changes
     * nothing.
     *
     * @throws SQLException if the database doesn't answer; nothing is done, or all
     */
    void enter(Opening opening) throws SQLException;

    /**
     * Learns from proofs that were taken before, though it isn't asked for them now: what they tell of the database counts for
     * all others.
     */
    default void note(List<? extends Proof> taken) {}

    /**
     * Asks what became of transactions. May be asked at any time, also while they run: it holds no lock for more than two
     * seconds that one of them could wait for.
     *
     * @param proofs of transactions of this journal, at most {@link #MAX_ASKED}, of any opening
     * @return what it says of each; what is not in it was not asked for lack of time: ask again
     * @throws SQLException if the database doesn't answer; nothing was decided that asking again would not find
     */
    Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException;

    /**
     * Lets the database forget transactions: no proof of them is asked for any more, because the decisions are durable.
     *
     * @param opening the present opening
     * @param below all transactions of the present opening with a lower number
     * @param earlier the earlier openings of which proofs are still asked for; of all others everything goes
     * @throws SQLException if the database doesn't answer; some may have gone
     */
    void forget(Opening opening, long below, List<Long> earlier) throws SQLException;

    /** So many proofs can be asked for at once. */
    int MAX_ASKED = 500;
}
