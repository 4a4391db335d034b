package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import dev.rapporteur.impl.thread.TurnThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTransactionTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final DecisionDesk desk = DecisionDesk.ready();

    @AfterEach
    void close() {
        desk.close();
    }

    /** As a reaper does, and without it having to wait for anybody. */
    private static void endFromElsewhere(DatabaseTransaction transaction) {
        Thread reaper = new Thread(transaction::afterCompletion, "reaper");
        reaper.start();
        assertThat(TurnThread.awaitEnd(reaper, LONG)).isTrue();
    }

    @Test
    void shouldTakeNoProofWhenNothingWasSent() {
        DatabaseTransaction transaction = desk.transactions.begin();

        transaction.beforeCompletion(() -> true);
        transaction.afterCompletion();

        assertThat(desk.database.taken).hasValue(0);
        assertThat(desk.undecided()).isEmpty();
    }

    @Test
    void shouldKeepASecondLegUnderTheSameProof() {
        DatabaseTransaction transaction = desk.pending("a");
        desk.send(transaction, "b");

        transaction.beforeCompletion(() -> true);

        assertThat(desk.database.taken).hasValue(1);
        assertThat(desk.undecided()).hasSize(2);
        assertThat(desk.undecided().stream().map(UndecidedBranch::proof).distinct())
                .hasSize(1);
        assertThat(desk.undecided().stream().map(UndecidedBranch::xid).distinct())
                .hasSize(2);
    }

    @Test
    void shouldKnowWhetherSomethingIsNotDurableYet() {
        DatabaseTransaction transaction = desk.begin("a");
        assertThat(transaction.hasUnkept()).isTrue();

        transaction.beforeCompletion(() -> true);

        assertThat(transaction.hasUnkept()).isFalse();
    }

    @Test
    void shouldRefuseToSendWhenItIsOver() {
        DatabaseTransaction transaction = desk.begin("a");
        transaction.afterCompletion();

        assertThatThrownBy(() -> desk.send(transaction, "b")).isInstanceOf(TransactionStateException.class);
        assertThat(desk.branches.openBranches()).isZero();
    }

    @Test
    void shouldNotBePendingWithoutAProof() {
        DatabaseTransaction transaction = desk.begin("a");
        desk.database.away = true;

        assertThatThrownBy(() -> transaction.beforeCompletion(() -> true))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("jdbc/orders")
                .hasMessageContaining("rolls back");
        assertThat(desk.undecided()).isEmpty();
    }

    @Test
    void shouldNotBePendingWhenTheTransactionIsNotActiveAfterTheProof() {
        DatabaseTransaction transaction = desk.begin("a");

        assertThatThrownBy(() -> transaction.beforeCompletion(() -> false))
                .isInstanceOf(TransactionStateException.class);
        assertThat(desk.database.taken).hasValue(1);
        assertThat(desk.undecided()).isEmpty();
    }

    @Test
    void shouldNotBePendingWhenTheReaperEndedItWhileTheProofWasTaken() {
        DatabaseTransaction transaction = desk.begin("a");
        desk.database.whileTaking = () -> endFromElsewhere(transaction);

        assertThatThrownBy(() -> transaction.beforeCompletion(() -> true))
                .isInstanceOf(TransactionStateException.class);
        assertThat(desk.undecided()).isEmpty();
        assertThat(desk.branches.openBranches()).isZero();
    }

    @Test
    void shouldBeAskedForAtOnceWhenTheReaperEndedItWhileItBecamePending() {
        DatabaseTransaction transaction = desk.begin("a");

        transaction.beforeCompletion(() -> {
            endFromElsewhere(transaction);
            return true;
        });
        desk.turn();

        assertThat(desk.undecided()).hasSize(1);
        assertThat(desk.database.asked).hasSize(1);
        assertThat(desk.transactions.running()).isEmpty();
    }

    @Test
    void shouldNotKeepRowsForWhatTheJournalHasRefused() {
        DatabaseTransaction transaction = desk.begin("x".repeat(2_000_000));

        assertThatThrownBy(() -> transaction.beforeCompletion(() -> true)).isInstanceOf(BufferFullException.class);
        transaction.afterCompletion();

        assertThat(desk.transactions.numbers().lowest()).isEqualTo(3);
    }

    @Test
    void shouldKeepRowsUntilItIsKnownWhatTheJournalHas() {
        DatabaseTransaction transaction = desk.begin("a");
        desk.directory.failNextSyncs(1);

        assertThatThrownBy(() -> transaction.beforeCompletion(() -> true)).isInstanceOf(NotAvailableException.class);
        transaction.afterCompletion();

        assertThat(desk.transactions.numbers().lowest()).isEqualTo(2);
        desk.transactions.reopened();
        assertThat(desk.transactions.numbers().lowest()).isEqualTo(3);
    }

    @Test
    void shouldNotBePendingOnceMoreAfterTheDatabaseHasDecided() {
        DatabaseTransaction transaction = desk.pending("a");
        desk.database.verdicts.put(desk.proof(2), Verdict.ROLLED_BACK);
        desk.turnAfter(1_000);
        desk.send(transaction, "b");

        assertThatThrownBy(() -> transaction.beforeCompletion(() -> true))
                .isInstanceOf(TransactionStateException.class);
        assertThat(desk.undecided()).isEmpty();
    }

    @Test
    void shouldKeepTheRowWhileItBecomesPendingOnceMore() {
        DatabaseTransaction transaction = desk.pending("a");
        desk.database.verdicts.put(desk.proof(2), Verdict.ROLLED_BACK);
        desk.send(transaction, "b");
        List<Long> lowest = new ArrayList<>();

        transaction.beforeCompletion(() -> {
            desk.transactions.numbers().end(2);
            lowest.add(desk.transactions.numbers().lowest());
            return true;
        });

        assertThat(lowest).containsExactly(2L);
        assertThat(desk.undecided()).hasSize(2);
    }

    @Test
    void shouldNotKeepRowsForWhatHasFailedAndNobodyEnds() {
        DatabaseTransaction transaction = desk.begin("a");

        assertThatThrownBy(() -> transaction.beforeCompletion(() -> false))
                .isInstanceOf(TransactionStateException.class);

        assertThat(desk.transactions.numbers().lowest()).isEqualTo(3);
    }
}
