package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.Frame.Decision;
import java.nio.file.Path;
import java.util.Objects;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The XA rules, each by its call. */
class ReportXAResourceTest {

    private static final BranchXid XID = Xids.of(1);
    private static final BranchXid OTHER = Xids.of(2);

    @TempDir
    Path temp;

    private Desk desk;
    private ReportXAResource resource;

    @BeforeEach
    void open() {
        desk = new Desk(FileSystemDirectory.at(temp));
        resource = desk.newResource();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void shouldLetReportsLeaveAtTheTwoPhaseCommit() throws XAException {
        work(resource, XID, "one", "two");

        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_OK);
        assertThat(desk.committed()).isEmpty();
        resource.commit(XID, false);

        assertThat(desk.committed()).containsExactly("one", "two");
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
    }

    @Test
    void shouldLetReportsLeaveAtTheOnePhaseCommit() throws XAException {
        work(resource, XID, "one");

        resource.commit(XID, true);

        assertThat(desk.committed()).containsExactly("one");
        assertCode(() -> resource.commit(XID, true), XAException.XAER_NOTA);
    }

    @Test
    void shouldLetNothingLeaveAfterARollback() throws XAException {
        work(resource, XID, "one");
        resource.rollback(XID);
        work(resource, OTHER, "two");
        resource.prepare(OTHER);
        resource.rollback(OTHER);

        assertThat(desk.committed()).isEmpty();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
        assertThat(desk.memory().held()).isZero();
    }

    @Test
    void shouldVoteReadOnlyWithoutReports() throws XAException {
        work(resource, XID);

        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_RDONLY);
        assertCode(() -> resource.commit(XID, false), XAException.XAER_NOTA);
    }

    @Test
    void shouldJoinOneBranchFromTwoResources() throws XAException {
        ReportXAResource second = desk.newResource();
        assertThat(resource.isSameRM(second)).isTrue();
        resource.start(XID, XAResource.TMNOFLAGS);
        send(resource, "one");
        second.start(XID, XAResource.TMJOIN);
        send(second, "two");
        send(resource, "three");
        second.end(XID, XAResource.TMSUCCESS);
        resource.end(XID, XAResource.TMSUCCESS);

        second.commit(XID, true);

        assertThat(desk.committed()).containsExactly("one", "two", "three");
    }

    @Test
    void shouldSuspendAndResume() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        send(resource, "one");
        resource.end(XID, XAResource.TMSUSPEND);
        assertThat(resource.branch()).isNull();
        work(resource, OTHER, "other");
        resource.start(XID, XAResource.TMRESUME);
        send(resource, "two");
        resource.end(XID, XAResource.TMSUCCESS);

        resource.commit(XID, true);
        resource.rollback(OTHER);

        assertThat(desk.committed()).containsExactly("one", "two");
    }

    @Test
    void shouldEndASuspendedBranch() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMSUSPEND);

        resource.end(XID, XAResource.TMSUCCESS);

        assertCode(() -> resource.start(XID, XAResource.TMRESUME), XAException.XAER_PROTO);
    }

    @Test
    void shouldRefuseWhatBreaksTheProtocol() throws XAException {
        assertCode(() -> resource.end(XID, XAResource.TMSUCCESS), XAException.XAER_PROTO);
        assertCode(() -> resource.start(XID, XAResource.TMJOIN), XAException.XAER_NOTA);
        assertCode(() -> resource.start(XID, XAResource.TMRESUME), XAException.XAER_PROTO);
        assertCode(() -> resource.start(XID, XAResource.TMFAIL), XAException.XAER_INVAL);
        resource.start(XID, XAResource.TMNOFLAGS);
        assertCode(() -> resource.start(OTHER, XAResource.TMNOFLAGS), XAException.XAER_PROTO);
        assertCode(() -> desk.newResource().start(XID, XAResource.TMNOFLAGS), XAException.XAER_DUPID);
        assertCode(() -> resource.end(XID, XAResource.TMJOIN), XAException.XAER_INVAL);
        send(resource, "one");
        resource.end(XID, XAResource.TMSUCCESS);
        assertCode(() -> resource.commit(XID, false), XAException.XAER_PROTO);
        resource.prepare(XID);
        assertCode(() -> resource.prepare(XID), XAException.XAER_PROTO);
        assertCode(() -> resource.commit(XID, true), XAException.XAER_PROTO);
        assertCode(() -> resource.start(XID, XAResource.TMNOFLAGS), XAException.XAER_DUPID);
    }

    @Test
    void shouldNotKnowForeignBranches() {
        assertCode(() -> resource.prepare(XID), XAException.XAER_NOTA);
        assertCode(() -> resource.commit(XID, false), XAException.XAER_NOTA);
        assertCode(() -> resource.commit(XID, true), XAException.XAER_NOTA);
        assertCode(() -> resource.rollback(XID), XAException.XAER_NOTA);
        assertCode(() -> resource.forget(XID), XAException.XAER_NOTA);
    }

    @Test
    void shouldVoteRollbackAfterAFailedEnd() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        send(resource, "one");
        resource.end(XID, XAResource.TMFAIL);

        assertCode(() -> resource.prepare(XID), XAException.XA_RBROLLBACK);

        assertCode(() -> resource.rollback(XID), XAException.XAER_NOTA);
        assertThat(desk.committed()).isEmpty();
    }

    @Test
    void shouldVoteRollbackWhenTheBranchHasPassedItsTimeout() throws XAException {
        assertThat(resource.setTransactionTimeout(1)).isTrue();
        assertThat(resource.getTransactionTimeout()).isEqualTo(1);
        resource.start(XID, XAResource.TMNOFLAGS);
        send(resource, "one");
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 1_050_000_000L) {
            Thread.onSpinWait();
        }

        assertThatThrownBy(() -> send(resource, "late"))
                .isInstanceOf(TransactionStateException.class)
                .hasMessageContaining("marked for rollback");
        resource.end(XID, XAResource.TMSUCCESS);
        assertCode(() -> resource.prepare(XID), XAException.XA_RBTIMEOUT);
        assertThat(desk.committed()).isEmpty();
    }

    @Test
    void shouldRefuseSendsAfterTheReapersRollback() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        Branch branch = Objects.requireNonNull(resource.branch());
        desk.newResource().rollback(XID);

        assertThatThrownBy(() -> branch.send(Desk.TOPIC, new byte[1]))
                .isInstanceOf(TransactionStateException.class)
                .hasMessageContaining("it is over");
    }

    @Test
    void shouldListPreparedBranchesAfterARestart() throws XAException {
        work(resource, XID, "kept");
        resource.prepare(XID);
        work(resource, OTHER, "lost");

        restart();

        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).containsExactly((Xid) XID);
        assertThat(resource.recover(XAResource.TMENDRSCAN)).isEmpty();
        assertThat(desk.committed()).isEmpty();
        resource.commit(XID, false);
        assertThat(desk.committed()).containsExactly("kept");
        assertCode(() -> resource.commit(OTHER, false), XAException.XAER_NOTA);
    }

    @Test
    void shouldNotAnswerRecoveryWhileTheJournalIsNotOpen() throws XAException {
        work(resource, XID, "kept");
        resource.prepare(XID);
        desk.close();

        assertCode(() -> resource.recover(XAResource.TMSTARTRSCAN), XAException.XAER_RMFAIL);
        assertCode(() -> resource.commit(XID, false), XAException.XAER_RMFAIL);
        assertCode(() -> resource.rollback(XID), XAException.XAER_RMFAIL);
        assertCode(() -> resource.rollback(OTHER), XAException.XAER_RMFAIL);
        assertCode(() -> resource.start(OTHER, XAResource.TMNOFLAGS), XAException.XAER_RMFAIL);

        restart();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).containsExactly((Xid) XID);
    }

    @Test
    void shouldRefuseALatePrepareWhileStopping() throws XAException {
        work(resource, XID, "late");
        desk.branches().stop();

        assertCode(() -> resource.prepare(XID), XAException.XA_RBROLLBACK);
        assertCode(() -> resource.start(OTHER, XAResource.TMNOFLAGS), XAException.XAER_RMFAIL);
    }

    @Test
    void shouldCommitLateWhileStopping() throws XAException {
        work(resource, XID, "prepared");
        resource.prepare(XID);
        desk.branches().stop();

        resource.commit(XID, false);

        assertThat(desk.committed()).containsExactly("prepared");
    }

    @Test
    void shouldTellTheTransactionManagerOfAnOperatorsDecisionUntilItForgets() throws XAException {
        work(resource, XID, "committed by hand");
        resource.prepare(XID);
        work(resource, OTHER, "rolled back by hand");
        resource.prepare(OTHER);

        assertThat(desk.branches().decide(XID, Decision.COMMIT)).isTrue();
        assertThat(desk.branches().decide(OTHER, Decision.ROLLBACK)).isTrue();
        assertThat(desk.branches().decide(Xids.of(3), Decision.COMMIT)).isFalse();
        assertThat(desk.committed()).containsExactly("committed by hand");
        restart();

        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).containsExactlyInAnyOrder(XID, OTHER);
        assertCode(() -> resource.commit(XID, false), XAException.XA_HEURCOM);
        assertCode(() -> resource.rollback(XID), XAException.XA_HEURCOM);
        assertCode(() -> resource.commit(OTHER, false), XAException.XA_HEURRB);
        resource.forget(XID);
        resource.forget(OTHER);
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
        assertCode(() -> resource.commit(XID, false), XAException.XAER_NOTA);
    }

    @Test
    void shouldLetTheFirstPreparedGoFirstWhateverTheOrderOfTheCommits() throws XAException {
        work(resource, XID, "cause");
        resource.prepare(XID);
        work(resource, OTHER, "effect");
        resource.prepare(OTHER);

        resource.commit(OTHER, false);
        assertThat(desk.committed()).as("the effect waits for its cause").isEmpty();
        resource.commit(XID, false);

        assertThat(desk.committed()).containsExactly("cause", "effect");
    }

    @Test
    void shouldVoteRollbackWhenTheJournalIsFull() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        Branch branch = Objects.requireNonNull(resource.branch());
        for (int i = 0; i < 15; i++) {
            branch.send(Desk.TOPIC, "key", new byte[999_990]);
        }
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        work(resource, OTHER, "x".repeat(900_000), "y".repeat(900_000));

        assertCode(() -> resource.commit(OTHER, true), XAException.XA_RBROLLBACK);

        resource.commit(XID, false);
        assertThat(desk.committed()).hasSize(15);
    }

    private void restart() {
        desk.close();
        open();
    }

    private static void work(ReportXAResource resource, Xid xid, String... payloads) throws XAException {
        resource.start(xid, XAResource.TMNOFLAGS);
        for (String payload : payloads) {
            send(resource, payload);
        }
        resource.end(xid, XAResource.TMSUCCESS);
    }

    private static void send(ReportXAResource resource, String payload) {
        Objects.requireNonNull(resource.branch(), "no branch").send(Desk.TOPIC, "key", payload.getBytes(UTF_8));
    }

    private static void assertCode(ThrowingCallable call, int code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(XAException.class, e -> {
            assertThat(e.errorCode).as(e.getMessage()).isEqualTo(code);
            assertThat(e.getMessage()).isNotBlank();
        });
    }
}
