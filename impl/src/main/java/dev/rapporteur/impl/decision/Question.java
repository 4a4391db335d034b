package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.config.DecisionProof;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the transaction of a pending branch?
 *
 * @param xid the branch
 * @param ageMs for how long it has been pending, in milliseconds of the present opening of the journal
 * @param dataSource of the database that knows: its JNDI name
 * @param proof what the database is asked
 */
record Question(BranchXid xid, long ageMs, String dataSource, Proof proof) {

    /** One for each branch that a database decides. */
    static List<Question> about(List<UndecidedBranch> undecided) {
        List<Question> questions = new ArrayList<>();
        for (UndecidedBranch branch : undecided) {
            Frame.Proof proof = branch.proof();
            if (proof != null) {
                questions.add(new Question(branch.xid(), branch.ageMs(), proof.database(), Proof.parse(proof.text())));
            }
        }
        return questions;
    }

    Addressee addressee() {
        return new Addressee(
                dataSource, proof instanceof TableProof ? DecisionProof.TABLE : DecisionProof.TRANSACTION_ID);
    }
}
