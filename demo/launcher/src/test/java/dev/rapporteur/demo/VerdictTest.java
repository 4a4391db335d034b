package dev.rapporteur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Payment PAYMENT = new Payment(1, "Alder", 100);
    private static final ArrivedReport REPORT = new ArrivedReport(0, 0, "Alder", PAYMENT);
    private static final Instant ANSWERED = Instant.ofEpochSecond(100);
    private static final Instant READ_BEFORE = ANSWERED.minusSeconds(1);
    private static final Instant READ_AFTER = ANSWERED.plusSeconds(1);

    @Test
    void shouldMatchARowAndItsReport() {
        assertThat(judge(Answer.COMMITTED, PAYMENT, READ_AFTER, REPORT)).isEqualTo(Verdict.MATCHED);
        assertThat(judge(Answer.NONE, PAYMENT, READ_AFTER, REPORT)).isEqualTo(Verdict.MATCHED);
    }

    @Test
    void shouldWaitForTheOtherHalf() {
        assertThat(judge(Answer.COMMITTED, PAYMENT, READ_AFTER, null)).isEqualTo(Verdict.ON_ITS_WAY);
        assertThat(judge(Answer.NONE, null, READ_AFTER, REPORT)).isEqualTo(Verdict.ROW_TO_COME);
        assertThat(judge(Answer.NONE, null, READ_AFTER, null)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void shouldFindRowOrReportOfARolledBackPaymentWrong() {
        assertThat(judge(Answer.ROLLED_BACK, null, READ_AFTER, null)).isEqualTo(Verdict.ROLLED_BACK);
        assertThat(judge(Answer.ROLLED_BACK, PAYMENT, READ_AFTER, null)).isEqualTo(Verdict.WRONG);
        assertThat(judge(Answer.ROLLED_BACK, null, READ_AFTER, REPORT)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void shouldFindALostRowWrongOnceTheRowsAreReadAfterTheAnswer() {
        assertThat(judge(Answer.COMMITTED, null, READ_BEFORE, null)).isEqualTo(Verdict.UNDECIDED);
        assertThat(judge(Answer.COMMITTED, null, READ_AFTER, null)).isEqualTo(Verdict.WRONG);
    }

    private static Verdict judge(
            Answer answer, @Nullable Payment row, Instant rowsAsOf, @Nullable ArrivedReport report) {
        return Verdict.of(new Attempt(PAYMENT, Wish.COMMIT, answer, ANSWERED), row, rowsAsOf, report);
    }
}
