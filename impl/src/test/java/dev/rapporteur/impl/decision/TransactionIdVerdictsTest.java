package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import dev.rapporteur.impl.decision.TransactionIdVerdicts.Status;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TransactionIdVerdictsTest {

    private static final Epoch BEFORE = new Epoch(1, 1, 1_000);
    private static final Epoch NOW = new Epoch(1, 1, 9_000);

    private final TransactionIdVerdicts verdicts = new TransactionIdVerdicts("jdbc/orders");

    @Test
    void shouldBelieveACommitUpToWhenALaterProofOfThatLifeWasTaken() {
        TransactionIdProof asked = new TransactionIdProof(7, BEFORE, 2_000);
        TransactionIdProof later = new TransactionIdProof(8, BEFORE, 4_000);

        Map<Proof, Verdict> answers =
                verdicts.of(List.of(asked, later), Map.of(7L, committedAt(4_000), 8L, committedAt(4_001)), NOW);

        assertThat(answers.get(asked)).isEqualTo(Verdict.COMMITTED);
        assertThat(answers.get(later)).extracting(Verdict::kind).isEqualTo(Verdict.Kind.UNPROVABLE);
    }

    @Test
    void shouldNotTakeAProofOfAnotherLifeForThat() {
        TransactionIdProof asked = new TransactionIdProof(7, BEFORE, 2_000);
        TransactionIdProof later = new TransactionIdProof(8, new Epoch(1, 1, 3_000), 4_000);

        Map<Proof, Verdict> answers =
                verdicts.of(List.of(asked, later), Map.of(7L, committedAt(3_500), 8L, committedAt(4_000)), NOW);

        assertThat(answers.get(asked)).extracting(Verdict::kind).isEqualTo(Verdict.Kind.UNPROVABLE);
        assertThat(answers.get(later)).isEqualTo(Verdict.COMMITTED);
    }

    @Test
    void shouldNotBelieveACommitFromBeforeTheProof() {
        TransactionIdProof asked = new TransactionIdProof(7, BEFORE, 2_000);

        Map<Proof, Verdict> answers = verdicts.of(List.of(asked), Map.of(7L, committedAt(1_999)), NOW);

        assertThat(answers.get(asked)).extracting(Verdict::kind).isEqualTo(Verdict.Kind.UNPROVABLE);
    }

    @Test
    void shouldLetProofsVouchThatItIsNotAskedFor() {
        TransactionIdProof asked = new TransactionIdProof(7, BEFORE, 2_000);
        verdicts.vouch(new TransactionIdProof(8, BEFORE, 4_000));

        assertThat(verdicts.of(List.of(asked), Map.of(7L, committedAt(4_000)), NOW))
                .containsEntry(asked, Verdict.COMMITTED);
    }

    @Test
    void shouldReadWhatItHasWritten() {
        TransactionIdProof proof = new TransactionIdProof(7, BEFORE, 2_000);

        assertThat(Proof.parse(proof.text())).isEqualTo(proof);
    }

    @Test
    void shouldReadAProofWithoutItsTimeAsTakenWhenTheLifeBegan() {
        assertThat(Proof.parse("TRANSACTION_ID 7 1 1 1000")).isEqualTo(new TransactionIdProof(7, BEFORE, 1_000));
    }

    private static Status committedAt(long us) {
        return new Status("committed", OptionalLong.of(us));
    }
}
