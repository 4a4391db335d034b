package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.BranchXid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AskerTest {

    /** The first of a desk's transactions: the check has taken the number before. */
    private static final long FIRST = 2;

    private final DecisionDesk desk = DecisionDesk.ready();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void shouldLeaveARunningTransactionAloneUntilItsGraceIsOver() {
        desk.pending("a");

        desk.turnAfter(999);
        assertThat(desk.database.asked).isEmpty();

        desk.turnAfter(1);
        assertThat(desk.database.asked).containsExactly(desk.proof(FIRST));
    }

    @Test
    void shouldAskAtOnceWhenATransactionHasToldItsEnd() {
        desk.pending("a").afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);

        desk.turn();

        assertThat(desk.left()).containsExactly("a");
    }

    @Test
    void shouldDropWhatHasRolledBack() {
        desk.pending("a").afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.ROLLED_BACK);

        desk.turn();

        assertThat(desk.left()).isEmpty();
        assertThat(desk.undecided()).isEmpty();
    }

    @Test
    void shouldAskForWhatStillRunsWithGrowingPauses() {
        desk.pending("a").afterCompletion();
        desk.turn();

        desk.turnAfter(99);
        assertThat(desk.database.asked).hasSize(1);
        desk.turnAfter(1);
        assertThat(desk.database.asked).hasSize(2);
        desk.turnAfter(199);
        assertThat(desk.database.asked).hasSize(2);
        desk.turnAfter(1);
        assertThat(desk.database.asked).hasSize(3);
    }

    @Test
    void shouldAskAgainAtOnceForWhatThereWasNoTimeFor() {
        desk.pending("a").afterCompletion();
        desk.database.hurried = true;
        desk.turn();
        desk.database.hurried = false;
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);

        desk.turn();

        assertThat(desk.left()).containsExactly("a");
    }

    @Test
    void shouldNotLetAnEarlyQuestionDelayTheOneAtTheEnd() {
        DatabaseTransaction transaction = desk.pending("a");
        desk.turnAfter(1_000);

        transaction.afterCompletion();
        desk.turn();

        assertThat(desk.database.asked).hasSize(2);
    }

    @Test
    void shouldGoOnWhenTheDatabaseIsBack() {
        desk.pending("a").afterCompletion();
        desk.database.away = true;
        desk.turn();
        assertThat(desk.asker().troubles())
                .singleElement()
                .asString()
                .contains("1 transactions wait", "jdbc/orders", "connection refused");

        desk.database.away = false;
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);
        desk.turnAfter(100);

        assertThat(desk.left()).containsExactly("a");
        assertThat(desk.asker().troubles()).isEmpty();
    }

    @Test
    void shouldAskAnAbsentDatabaseWithGrowingPauses() {
        desk.pending("a").afterCompletion();
        desk.database.away = true;
        desk.turn();

        desk.turnAfter(100);
        assertThat(desk.database.asked).hasSize(2);
        desk.turnAfter(199);
        assertThat(desk.database.asked).hasSize(2);
        desk.turnAfter(1);
        assertThat(desk.database.asked).hasSize(3);
    }

    @Test
    void shouldKeepWhatCantBeProvedAndSayWhy() {
        desk.pending("a").afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.unprovable("The table was emptied."));

        desk.turn();

        BranchXid xid = desk.undecided().get(0).xid();
        assertThat(desk.asker().unprovable(xid)).isEqualTo("The table was emptied.");
        assertThat(desk.asker().troubles())
                .singleElement()
                .asString()
                .contains("UndecidedBranches", "The table was emptied.");
    }

    @Test
    void shouldAskForWhatCouldNotBeProvedAMinuteLater() {
        desk.pending("a").afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.unprovable("The table was emptied."));
        desk.turn();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);

        desk.turnAfter(59_999);
        assertThat(desk.undecided()).hasSize(1);
        desk.turnAfter(1);
        desk.turnAfter(1);

        assertThat(desk.left()).containsExactly("a");
        assertThat(desk.asker().troubles()).isEmpty();
    }

    @Test
    void shouldAskForItAsRarelyIfItWasAskedForBeforeItsEnd() {
        DatabaseTransaction transaction = desk.pending("a");
        desk.turnAfter(1_000);
        transaction.afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.unprovable("The table was emptied."));
        desk.turn();

        desk.turnAfter(1_000);

        assertThat(desk.database.asked).hasSize(2);
    }

    @Test
    void shouldKeepAProofThatNobodyUnderstandsAndWhatItMayNeed() {
        desk.database.forgotten.clear();
        desk.found(99, "TELEPATHY 1");
        desk.pending("a").afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);

        desk.turnAfter(1_000);
        desk.turnAfter(1_000);

        assertThat(desk.undecided()).hasSize(1);
        assertThat(desk.asker().unprovable(desk.undecided().get(0).xid())).contains("TELEPATHY", "version");
        assertThat(desk.database.forgotten).isEmpty();
    }

    @Test
    void shouldDecideAllLegsOfATransactionByOneAnswer() {
        DatabaseTransaction transaction = desk.pending("a");
        desk.send(transaction, "b");
        transaction.beforeCompletion(() -> true);
        transaction.afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);

        desk.turn();

        assertThat(desk.database.asked).hasSize(1);
        assertThat(desk.asker().decided()).isEqualTo(2);
        assertThat(desk.left()).containsExactly("a", "b");
    }

    @Test
    void shouldLetTheDatabaseForgetWhatIsDecided() {
        desk.pending("a").afterCompletion();
        desk.turnAfter(1_000);
        assertThat(desk.database.forgotten).last().isEqualTo(FIRST + " []");

        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);
        desk.turnAfter(1_000);
        desk.turnAfter(1_000);

        assertThat(desk.database.forgotten).last().isEqualTo(FIRST + 1 + " []");
    }

    @Test
    void shouldLetTheDatabaseForgetAnEarlierOpeningAfterItsLastAnswer() {
        TableProof earlier = new TableProof(desk.proof(0).journalId(), 77, 5);
        desk.found(5, earlier.text());
        desk.turnAfter(1_000);
        assertThat(desk.database.forgotten).last().asString().endsWith(" [77]");

        desk.database.verdicts.put(earlier, Verdict.ROLLED_BACK);
        desk.turnAfter(1_000);
        desk.turnAfter(1_000);

        assertThat(desk.database.forgotten).last().asString().endsWith(" []");
    }

    @Test
    void shouldSayThatTheTableGrowsUntilItDoesNot() {
        desk.pending("a").afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);
        desk.turn();
        desk.database.away = true;
        desk.turnAfter(1_000);
        assertThat(desk.asker().troubles()).singleElement().asString().contains("table grows");

        desk.database.away = false;
        desk.turnAfter(1_000);

        assertThat(desk.asker().troubles()).isEmpty();
    }

    @Test
    void shouldGoOnAskingTheDatabaseThatCallersHaveAfterTheJournalWasOpenedAgain() {
        desk.newAsker();
        desk.refuse("Nothing is bound there.");
        desk.pending("a").afterCompletion();
        desk.database.verdicts.put(desk.proof(FIRST), Verdict.COMMITTED);

        desk.turn();

        assertThat(desk.left()).containsExactly("a");
    }

    @Test
    void shouldGoOnWhenTheDataSourceOfAnEarlierConfigurationIsBoundAgain() {
        TransactionIdProof earlier = new TransactionIdProof(9, new TransactionIdProof.Epoch(1, 1, 1), 1);
        desk.found(5, earlier.text());
        desk.refuse("Nothing is bound there.");

        desk.turn();
        assertThat(desk.asker().troubles())
                .anySatisfy(trouble -> assertThat(trouble).contains("Nothing is bound there."));
        desk.refuse(null);
        desk.database.verdicts.put(earlier, Verdict.ROLLED_BACK);
        desk.turnAfter(1_000);

        assertThat(desk.undecided()).isEmpty();
        assertThat(desk.asker().troubles()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWithADatabaseUntilItIsMended() {
        try (DecisionDesk fresh = new DecisionDesk()) {
            fresh.refuse("There is no table.");
            fresh.turn();
            assertThat(fresh.asker().troubles()).containsExactly("There is no table.");

            fresh.refuse(null);
            fresh.turnAfter(100);

            assertThat(fresh.asker().troubles()).isEmpty();
        }
    }
}
