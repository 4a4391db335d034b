package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.decision.DecisionDatabase.Opening;
import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionIdProofsTest {

    private final Opening opening = new Opening(UUID.randomUUID(), 1);
    private final Lab lab = Lab.postgres(PostgresServer.SUPERUSER);
    private final DecisionDatabase proofs = DecisionDatabases.byTransactionId("java:/lab", lab);

    @BeforeEach
    void prepare() throws SQLException {
        lab.execute("CREATE TABLE IF NOT EXISTS business (id BIGINT)");
    }

    @Test
    void shouldTellWhatHasCommitted() throws SQLException {
        assertThat(ask(committed())).isEqualTo(Verdict.COMMITTED);
    }

    @Test
    void shouldTellWhatHasRolledBack() throws SQLException {
        assertThat(ask(rolledBack())).isEqualTo(Verdict.ROLLED_BACK);
    }

    @Test
    void shouldWaitForWhatStillRuns() throws SQLException {
        TransactionIdProof proof;
        try (Connection transaction = lab.begin()) {
            proof = take();
            assertThat(ask(proof)).isEqualTo(Verdict.RUNNING);
            committed();
            assertThat(ask(proof)).isEqualTo(Verdict.RUNNING);

            transaction.commit();
        }

        assertThat(ask(proof)).isEqualTo(Verdict.COMMITTED);
    }

    @Test
    void shouldTakeTheSameEpochInAllSessionsOfOneLife() throws SQLException {
        assertThat(committed().epoch()).isEqualTo(committed().epoch());
    }

    @Test
    void shouldReadTheEpochAgainWhenARollbackTookItAway() throws SQLException {
        try (Connection transaction = lab.begin()) {
            Epoch first = take().epoch();
            transaction.rollback();
            lab.resume(transaction);
            Epoch second = take().epoch();
            transaction.rollback();

            assertThat(second).isEqualTo(first);
        }
    }

    @Test
    void shouldRefuseAsynchronousCommits() throws SQLException {
        try (Connection transaction = lab.begin();
                Statement statement = transaction.createStatement()) {
            statement.execute("SET LOCAL synchronous_commit = off");

            assertThatThrownBy(() -> proofs.take(opening, 1)).hasMessageContaining("synchronous_commit = off");
        } finally {
            lab.suspend();
        }
    }

    @Test
    void shouldNameTheRightThatAnOrdinaryRoleLacks() throws SQLException {
        Lab ordinary = Lab.postgres(PostgresServer.ROLE);
        DecisionDatabase poor = DecisionDatabases.byTransactionId("java:/lab", ordinary);
        try (Connection unused = ordinary.begin()) {
            assertThat(unused.getAutoCommit()).isFalse();
            assertThatThrownBy(() -> poor.take(opening, 1)).hasMessageContaining("GRANT pg_read_all_stats");
        } finally {
            ordinary.suspend();
        }
        assertThatThrownBy(() -> poor.enter(opening)).hasMessageContaining("GRANT pg_read_all_stats");
    }

    @Test
    void shouldServeAnOrdinaryRoleWithThatRightAlone() throws SQLException {
        lab.execute("CREATE ROLE reader LOGIN", "GRANT pg_read_all_stats TO reader");
        Lab ordinary = Lab.postgres("reader");
        DecisionDatabase served = DecisionDatabases.byTransactionId("java:/lab", ordinary);
        served.enter(opening);
        Proof proof;
        try (Connection transaction = ordinary.begin()) {
            proof = served.take(opening, 1);
            transaction.commit();
        } finally {
            ordinary.suspend();
        }

        assertThat(served.ask(List.of(proof))).containsEntry(proof, Verdict.COMMITTED);
    }

    @Test
    void shouldTellNothingOfAnotherDatabase() throws SQLException {
        TransactionIdProof here = committed();
        Epoch epoch = here.epoch();

        Verdict verdict = ask(new TransactionIdProof(
                here.id(), new Epoch(epoch.system() + 1, epoch.timeline(), epoch.startedUs()), here.takenUs()));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNPROVABLE);
        assertThat(verdict.reason()).contains("another database", "UndecidedBranches");
    }

    @Test
    void shouldBelieveNoCommitFromBeforeAPromotion() throws SQLException {
        assertThat(ask(onAnotherTimeline(committed())).reason()).contains("promotion or a restore");
        assertThat(ask(onAnotherTimeline(rolledBack()))).isEqualTo(Verdict.ROLLED_BACK);
    }

    @Test
    void shouldTellNothingOfWhatNobodyKnowsSinceACrash() throws SQLException {
        Epoch now = committed().epoch();
        Epoch before = new Epoch(now.system(), now.timeline(), now.startedUs() - 1);

        assertThat(ask(new TransactionIdProof(1L << 40, before, 0)).reason())
                .contains("has not given it out", "has rolled back");
        assertThat(ask(new TransactionIdProof(1L << 40, now, 0))).isEqualTo(Verdict.RUNNING);
        try (Connection transaction = lab.begin()) {
            long running = take().id();
            committed();
            assertThat(ask(new TransactionIdProof(running, before, 0)).reason()).contains("another transaction's now");
            transaction.rollback();
        }
    }

    @Test
    void shouldTellOverACrashOnlyWhatItSawTheEndOf() throws SQLException {
        TransactionIdProof seen = committed();
        TransactionIdProof aborted = rolledBack();
        TransactionIdProof unseen = committed();

        Lab.server().kill();
        Lab.server().start();

        assertThat(ask(seen)).isEqualTo(Verdict.COMMITTED);
        assertThat(ask(aborted)).isEqualTo(Verdict.ROLLED_BACK);
        assertThat(ask(unseen).reason()).contains("about the time of that commit");
        assertThat(ask(DecisionDatabases.byTransactionId("java:/lab", lab), seen)
                        .kind())
                .isEqualTo(Verdict.Kind.UNPROVABLE);
        assertThat(DecisionDatabases.byTransactionId("java:/lab", lab).ask(List.of(seen, unseen)))
                .as("to one that has not seen that life, a later proof vouches for it")
                .containsEntry(seen, Verdict.COMMITTED)
                .extractingByKey(unseen)
                .extracting(Verdict::kind)
                .isEqualTo(Verdict.Kind.UNPROVABLE);
    }

    /** The id of a transaction that ran at the crash, given out anew over two lives, and committed by the other. */
    @Test
    void shouldNeverTakeAnothersCommitForOurs() throws SQLException {
        Connection crashed = lab.begin();
        Lab.server().stopBackgroundWriting(); // else the id may reach the log, and is not given out anew
        TransactionIdProof ours = take();
        Lab.server().kill();
        assertThatThrownBy(crashed::commit).isInstanceOf(SQLException.class);
        Lab.server().start();

        long others = 0;
        while (others < ours.id()) {
            others = committed().id();
        }
        assertThat(others).as("the id was given out anew").isEqualTo(ours.id());
        assertThat(ask(ours).kind()).isEqualTo(Verdict.Kind.UNPROVABLE);

        Lab.server().kill();
        Lab.server().start();
        assertThat(ask(ours).kind()).isEqualTo(Verdict.Kind.UNPROVABLE);
    }

    @Test
    void shouldTellThatWhatReachedTheLogAndNotItsCommitHasRolledBack() throws SQLException {
        Connection crashed = lab.begin();
        TransactionIdProof ours = take();
        committed(); // carries the log of ours to the disk with its own
        Lab.server().kill();
        assertThatThrownBy(crashed::commit).isInstanceOf(SQLException.class);
        Lab.server().start();

        assertThat(ask(ours)).isEqualTo(Verdict.ROLLED_BACK);
    }

    @Test
    void shouldCallItAnotherLifeWhenASessionCrashes() throws SQLException {
        Epoch before = committed().epoch();

        Lab.server()
                .killBackend(
                        Long.parseLong(lab.ask("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")));

        Epoch after = Await.value("PostgreSQL is back", Duration.ofSeconds(30), () -> {
            Epoch now = committed().epoch();
            return now.equals(before) ? null : now;
        });
        assertThat(after.system()).isEqualTo(before.system());
        assertThat(after.timeline()).isEqualTo(before.timeline());
        assertThat(after.startedUs()).isGreaterThan(before.startedUs());
    }

    @Test
    void shouldTellNothingOfCommitsWithoutTheirTimes() throws SQLException {
        PostgresServer server = Lab.server();
        server.set("track_commit_timestamp", "off");
        server.stop();
        server.start();
        try {
            TransactionIdProof early = committed();
            committed();
            server.kill();
            server.start();

            assertThat(ask(early).reason()).contains("track_commit_timestamp is off");
            assertThat(new DecisionSetup("java:/lab", lab).checkTransactionIds())
                    .contains("track_commit_timestamp");
        } finally {
            server.set("track_commit_timestamp", "on");
            server.stop();
            server.start();
        }
    }

    /** All but the epoch is open to everybody, so one grant is all that the documentation asks for. */
    @Test
    void shouldKnowWhoMayExecuteWhat() throws SQLException {
        Lab ordinary = Lab.postgres(PostgresServer.ROLE);

        assertThat(ordinary.ask("SELECT system_identifier FROM pg_control_system()"))
                .isNotEqualTo("none");
        assertThat(ordinary.ask("SELECT timeline_id FROM pg_control_checkpoint()"))
                .isEqualTo("1");
        assertThat(ordinary.ask("SELECT pg_walfile_name(pg_current_wal_insert_lsn())"))
                .startsWith("00000001");
        assertThat(ordinary.ask("SELECT pg_logical_emit_message(true, 'rapporteur', '')"))
                .contains("/");
        assertThat(ordinary.ask("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'checkpointer'"))
                .isEqualTo("0");
    }

    private static TransactionIdProof onAnotherTimeline(TransactionIdProof proof) {
        Epoch epoch = proof.epoch();
        return new TransactionIdProof(
                proof.id(), new Epoch(epoch.system(), epoch.timeline() + 1, epoch.startedUs() - 1), proof.takenUs());
    }

    private Verdict ask(TransactionIdProof proof) throws SQLException {
        return ask(proofs, proof);
    }

    private static Verdict ask(DecisionDatabase asked, TransactionIdProof proof) throws SQLException {
        return Objects.requireNonNull(asked.ask(List.of(proof)).get(proof));
    }

    private TransactionIdProof take() throws SQLException {
        try {
            return (TransactionIdProof) proofs.take(opening, 1);
        } finally {
            lab.suspend();
        }
    }

    private TransactionIdProof committed() throws SQLException {
        try (Connection transaction = lab.begin()) {
            TransactionIdProof proof = take();
            transaction.commit();
            return proof;
        }
    }

    private TransactionIdProof rolledBack() throws SQLException {
        try (Connection transaction = lab.begin()) {
            TransactionIdProof proof = take();
            transaction.rollback();
            return proof;
        }
    }
}
