package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Report;
import dev.rapporteur.ReportException;
import dev.rapporteur.TransactionStateException;
import dev.rapporteur.UnknownPartitionException;
import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.SimulatedDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Branches that are larger than their share of memory, and what becomes of their parts. */
class BranchPartsTest {

    private static final BranchXid XID = Xids.of(1);
    private static final int REPORTS = 60;
    /** Of a test report's payload; ten of them pass the threshold. */
    private static final int SIZE = 5_000;

    private final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));
    private Desk desk = newDesk(200_000, 1 << 24);

    private Desk newDesk(long memoryBytes, long journalBytes) {
        return new Desk(
                directory, new ReportAdmission.Limits(10_000, 50_000), memoryBytes, journalBytes, Patience.NONE);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void shouldCommitABranchManyTimesLargerThanItsShareOfMemory() {
        Branch branch = desk.branches().begin();
        List<String> sent = sendMany(branch, REPORTS);
        assertThat(desk.memory().held()).isLessThanOrEqualTo(100_000);

        branch.commit();

        assertThat(committed()).isEqualTo(sent);
    }

    @Test
    void shouldPrepareAndCommitABranchWithPartsAlsoAfterARestart() throws XAException {
        ReportXAResource resource = desk.newResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        List<String> sent = sendMany(Objects.requireNonNull(resource.branch()), REPORTS);
        resource.end(XID, XAResource.TMSUCCESS);

        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_OK);
        desk.close();
        desk = newDesk(200_000, 1 << 24);
        ReportXAResource after = desk.newResource();
        assertThat(after.recover(XAResource.TMSTARTRSCAN)).containsExactly((Xid) XID);
        after.commit(XID, false);

        assertThat(committed()).isEqualTo(sent);
    }

    @Test
    void shouldPrepareABranchWhoseReportsAreAllInParts() throws XAException {
        ReportXAResource resource = desk.newResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        Branch branch = Objects.requireNonNull(resource.branch());
        List<String> sent = sendMany(branch, 5);
        // The rest of a collection that does not fit beside them sends them ahead; the bad report takes that rest back.
        assertThatThrownBy(() -> branch.send(collection(9, reportTo(9)))).isInstanceOf(UnknownPartitionException.class);
        resource.end(XID, XAResource.TMSUCCESS);

        resource.prepare(XID);
        resource.commit(XID, false);

        assertThat(committed()).isEqualTo(sent);
    }

    @Test
    void shouldLetNothingLeaveOfARolledBackBranchWithParts() {
        Branch branch = desk.branches().begin();
        sendMany(branch, REPORTS);

        branch.rollback();
        desk.journal().append(new Frame.Route(Desk.TOPIC, Desk.PARTITIONS)).await();
        assertThat(desk.outbound().oldestLiveSegment())
                .as("nothing keeps segments")
                .isEqualTo(Integer.MAX_VALUE);
        desk.reopen();

        assertThat(committed()).isEmpty();
        assertThat(desk.memory().held()).isZero();
    }

    @Test
    void shouldKeepBranchesApartThatStreamAtTheSameTime() {
        Branch one = desk.branches().begin();
        Branch two = desk.branches().begin();
        List<String> ones = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ones.addAll(sendMany(one, 7));
            sendMany(two, 9);
        }

        two.rollback();
        one.commit();

        assertThat(committed()).isEqualTo(ones);
    }

    @Test
    void shouldStreamEarlyWhenMemoryIsShort() {
        desk.close();
        desk = newDesk(30_000, 1 << 24);
        Branch branch = desk.branches().begin();

        List<String> sent = sendMany(branch, REPORTS);
        branch.commit();

        assertThat(committed()).isEqualTo(sent);
    }

    @Test
    void shouldRefuseAReportForWhichMemoryHasNoRoomAtAllAndTakeItLater() {
        desk.close();
        desk = newDesk(12_000, 1 << 24);
        Branch greedy = desk.branches().begin();
        greedy.send(Desk.TOPIC, new byte[9_000]);
        Branch other = desk.branches().begin();

        assertThatThrownBy(() -> other.send(Desk.TOPIC, new byte[9_000]))
                .isInstanceOf(BufferFullException.class)
                .hasMessageContaining("memoryMaxBytes 12000");
        greedy.rollback();
        other.send(Desk.TOPIC, new byte[9_000]);
        other.rollback();

        assertThat(desk.memory().held()).isZero();
    }

    @Test
    void shouldRefuseAReportForWhichTheJournalHasNoRoomAndGoOnWithTheRest() {
        desk.close();
        desk = newDesk(200_000, 7 << 16);
        Branch branch = desk.branches().begin();
        List<String> sent = new ArrayList<>();

        assertThatThrownBy(() -> {
                    for (int i = 0; i < REPORTS; i++) {
                        sent.addAll(sendMany(branch, 1));
                    }
                })
                .isInstanceOf(BufferFullException.class)
                .hasMessageContaining("Nothing of the report was kept")
                .hasMessageContaining("journalMaxBytes");
        sent.add("small");
        branch.sendTo(Desk.TOPIC, 0, "small".getBytes(UTF_8));

        assertThat(sent).hasSizeBetween(15, REPORTS - 1);
        assertThatThrownBy(branch::commit).isInstanceOf(BufferFullException.class);
        desk.reopen();
        assertThat(committed()).isEmpty();
    }

    @Test
    void shouldTakeACollectionLargerThanABranchsShareOfMemory() {
        Branch branch = desk.branches().begin();

        branch.send(collection(REPORTS));
        branch.commit();

        assertThat(committed()).hasSize(REPORTS);
    }

    @Test
    void shouldKeepNothingOfALargeCollectionWithABadReportAndGoOn() {
        Branch branch = desk.branches().begin();
        List<String> sent = sendMany(branch, 15);

        assertThatThrownBy(() -> branch.send(collection(REPORTS, reportTo(9))))
                .isInstanceOf(UnknownPartitionException.class);
        branch.commit();

        assertThat(committed()).isEqualTo(sent);
    }

    @Test
    void shouldSendNothingOfATransactionWhoseCollectionFoundNoRoomHalfway() {
        desk.close();
        desk = newDesk(200_000, 7 << 16);
        Branch branch = desk.branches().begin();

        assertThatThrownBy(() -> branch.send(collection(REPORTS))).isInstanceOf(BufferFullException.class);

        assertThatThrownBy(() -> branch.send(Desk.TOPIC, new byte[1]))
                .isInstanceOf(TransactionStateException.class)
                .hasMessageContaining("marked for rollback");
        assertThatThrownBy(branch::commit).isInstanceOf(TransactionStateException.class);
        assertThat(desk.branches().openBranches()).isZero();
        assertThat(committed()).isEmpty();
    }

    @Test
    void shouldOnlyRollBackABranchWhosePartsWereLostWithTheJournal() throws XAException {
        ReportXAResource resource = desk.newResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        Branch branch = Objects.requireNonNull(resource.branch());
        sendMany(branch, REPORTS);
        fail();

        assertVoid(branch);
        desk.reopen();

        assertVoid(branch);
        resource.end(XID, XAResource.TMSUCCESS);
        assertCode(() -> resource.prepare(XID), XAException.XA_RBROLLBACK);
        assertThat(committed()).isEmpty();
        assertThat(desk.branches().openBranches()).isZero();
    }

    @Test
    void shouldFinishABranchWithoutPartsInTheNextOpening() throws XAException {
        ReportXAResource resource = desk.newResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        Branch branch = Objects.requireNonNull(resource.branch());
        List<String> sent = sendMany(branch, 3);
        fail();
        sent.addAll(sendMany(branch, 2));
        desk.reopen();
        sent.addAll(sendMany(branch, REPORTS));
        resource.end(XID, XAResource.TMSUCCESS);

        resource.prepare(XID);
        resource.commit(XID, false);

        assertThat(committed()).isEqualTo(sent);
    }

    @Test
    void shouldLoseNothingWhenTheJournalFailsAtTheFirstPart() {
        Branch branch = desk.branches().begin();
        List<String> sent = sendMany(branch, 9);
        directory.failNextWrites(1);

        assertThatThrownBy(() -> sendMany(branch, 1)).isInstanceOf(NotAvailableException.class);
        desk.reopen();
        sent.addAll(sendMany(branch, 3));
        branch.commit();

        assertThat(committed()).isEqualTo(sent);
    }

    @Test
    void shouldNumberReportsAfterThePresentOpening() {
        Branch branch = desk.branches().begin();
        long before = branch.send(Desk.TOPIC, new byte[1]).incarnation();
        fail();
        desk.reopen();

        assertThat(branch.send(Desk.TOPIC, new byte[1]).incarnation())
                .isEqualTo(desk.journal().incarnation())
                .isNotEqualTo(before);
        branch.rollback();
    }

    @Test
    void shouldSettleInTheNextOpeningWhatTheFailedOneLeftInDoubt() throws XAException {
        ReportXAResource resource = desk.newResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        List<String> sent = sendMany(Objects.requireNonNull(resource.branch()), 3);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        directory.failNextSyncs(1);

        assertCode(() -> resource.commit(XID, false), XAException.XAER_RMFAIL);
        assertCode(() -> resource.recover(XAResource.TMSTARTRSCAN), XAException.XAER_RMFAIL);
        assertCode(() -> resource.start(Xids.of(2), XAResource.TMNOFLAGS), XAException.XAER_RMFAIL);
        assertThatThrownBy(() -> desk.branches().begin()).isInstanceOf(NotAvailableException.class);
        directory.crash();
        desk.reopen();

        for (Xid xid : resource.recover(XAResource.TMSTARTRSCAN)) {
            resource.commit(xid, false);
        }
        assertThat(committed()).isEqualTo(sent);
    }

    private void fail() {
        directory.failNextSyncs(1);
        Branch victim = desk.branches().begin();
        victim.send(Desk.TOPIC, new byte[1]);
        // In doubt, or not available if the idle journal's own sync came first.
        assertThatThrownBy(victim::commit).isInstanceOf(ReportException.class);
        directory.crash();
    }

    private static void assertVoid(Branch branch) {
        assertThatThrownBy(() -> branch.send(Desk.TOPIC, new byte[1]))
                .isInstanceOf(TransactionStateException.class)
                .hasMessageContaining("the journal failed while it was at work");
    }

    private int next;

    private List<String> sendMany(Branch branch, int count) {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String payload = next++ + "x".repeat(SIZE);
            branch.sendTo(Desk.TOPIC, 0, payload.getBytes(UTF_8));
            sent.add(payload);
        }
        return sent;
    }

    private static List<Report> collection(int count, Report... more) {
        List<Report> reports = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> reports.add(reportTo(0)));
        reports.addAll(List.of(more));
        return reports;
    }

    private static Report reportTo(int partition) {
        return Report.to(Desk.TOPIC)
                .partition(partition)
                .payload(new byte[SIZE])
                .build();
    }

    /** Without the one-byte report of a victim, which may or may not have come to the disk. */
    private List<String> committed() {
        List<String> payloads = new ArrayList<>(desk.committed());
        payloads.removeIf(payload -> payload.length() == 1);
        return payloads;
    }

    private static void assertCode(ThrowingCallable call, int code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(code));
    }
}
