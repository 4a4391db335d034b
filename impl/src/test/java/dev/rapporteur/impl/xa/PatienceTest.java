package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalFullException;
import dev.rapporteur.impl.journal.SimulatedDirectory;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports for which the journal has no room: refused at once, or when patience is over, or taken when there is room. */
class PatienceTest {

    private static final BranchXid XID = Xids.of(1);
    private static final int SIZE = 9_000;

    private Desk desk = newDesk(new Patience(Duration.ofSeconds(30)));
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    private static Desk newDesk(Patience patience) {
        return new Desk(
                new SimulatedDirectory(new SplittableRandom(1)),
                new ReportAdmission.Limits(10_000, 20_000),
                1 << 20,
                10 << 16,
                patience);
    }

    @AfterEach
    void close() throws InterruptedException {
        desk.close();
        for (Thread thread : threads) {
            thread.join(10_000);
        }
    }

    @Test
    void shouldTakeASingleReportAsSoonAsThereIsRoom() throws Exception {
        fill();
        FutureTask<Boolean> send = start(() -> {
            sendAlone();
            return true;
        });
        awaitParked();

        deliverAll();

        assertThat(send.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldPrepareAsSoonAsThereIsRoomAndKeepAnInterrupt() throws Exception {
        ReportXAResource resource = work();
        fill();
        FutureTask<Boolean> prepare = start(() -> {
            resource.prepare(XID);
            return Thread.interrupted();
        });
        awaitParked();
        threads.get(0).interrupt();
        awaitParked();
        assertThat(prepare.isDone()).isFalse();

        deliverAll();

        assertThat(prepare.get(20, TimeUnit.SECONDS)).as("the interrupt").isTrue();
        resource.commit(XID, false);
    }

    @Test
    void shouldStreamAPartAsSoonAsThereIsRoom() throws Exception {
        Branch branch = desk.branches().begin();
        branch.send(Desk.TOPIC, new byte[SIZE]);
        branch.send(Desk.TOPIC, new byte[SIZE]);
        fill();
        FutureTask<Boolean> send = start(() -> {
            branch.send(Desk.TOPIC, new byte[SIZE]);
            return true;
        });
        awaitParked();

        deliverAll();

        assertThat(send.get(20, TimeUnit.SECONDS)).isTrue();
        branch.commit();
        assertThat(desk.committed()).hasSize(3);
    }

    @Test
    void shouldRefuseWhenPatienceIsOver() throws XAException {
        desk.close();
        desk = newDesk(new Patience(Duration.ofMillis(200)));
        ReportXAResource resource = work();
        ReportXAResource other = desk.newResource();
        other.start(Xids.of(2), XAResource.TMNOFLAGS);
        Objects.requireNonNull(other.branch()).send(Desk.TOPIC, new byte[SIZE]);
        other.end(Xids.of(2), XAResource.TMSUCCESS);
        fill();
        long begun = System.nanoTime();

        assertRolledBack(() -> resource.prepare(XID));
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(200_000_000L);
        assertRolledBack(() -> other.commit(Xids.of(2), true));
        assertThatThrownBy(this::sendAlone)
                .isInstanceOf(BufferFullException.class)
                .hasMessageContaining("journalMaxBytes");
        assertThat(desk.branches().openBranches()).isZero();
    }

    @Test
    void shouldRefuseAtOnceWithoutPatience() {
        desk.close();
        desk = newDesk(Patience.NONE);
        fill();
        long begun = System.nanoTime();

        assertThatThrownBy(this::sendAlone).isInstanceOf(BufferFullException.class);

        assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
    }

    @Test
    void shouldNotWaitForAJournalThatIsClosed() throws Exception {
        fill();
        FutureTask<String> send = start(() -> {
            try {
                sendAlone();
                return "sent";
            } catch (RuntimeException e) {
                return e.getClass().getSimpleName();
            }
        });
        awaitParked();

        desk.close();

        assertThat(send.get(20, TimeUnit.SECONDS)).isIn("NotAvailableException", "BufferFullException");
    }

    private ReportXAResource work() throws XAException {
        ReportXAResource resource = desk.newResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        Objects.requireNonNull(resource.branch()).send(Desk.TOPIC, new byte[SIZE]);
        resource.end(XID, XAResource.TMSUCCESS);
        return resource;
    }

    private void sendAlone() {
        Branch branch = desk.branches().begin();
        branch.send(Desk.TOPIC, "0".repeat(SIZE).getBytes(UTF_8));
        branch.commit();
    }

    /** Until not even half of a report fits; by the journal itself, which does not wait. */
    private void fill() {
        Patience none = Patience.NONE;
        for (int i = 0; i < 1_000; i++) {
            ReportWriter writer = new ReportWriter(desk.memory());
            assertThat(writer.reserve(5_000)).isTrue();
            writer.begin(1, i, 0, EncodedReport.Route.ROUTED, 1, Desk.TOPIC, null, 0);
            writer.end(new byte[4_000]);
            Frame frame = new Frame.Reports(Frame.NO_PARTS, writer.toBlock());
            boolean full =
                    none.append(desk.journal(), frame, writer.length(), true).cause() instanceof JournalFullException;
            writer.release();
            if (full) {
                return;
            }
        }
        throw new AssertionError("The journal does not fill up");
    }

    /** Kafka takes all that has committed. */
    private void deliverAll() {
        desk.committed();
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "waits-for-room");
        threads.add(thread);
        thread.start();
        return task;
    }

    private void awaitParked() {
        Await.until("the caller waits for room", Duration.ofSeconds(10), () -> {
            for (StackTraceElement frame : threads.get(0).getStackTrace()) {
                if (frame.getMethodName().equals("awaitRoom")) {
                    return true;
                }
            }
            return false;
        });
    }

    private static void assertRolledBack(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(XAException.class, e -> {
            assertThat(e.errorCode).isEqualTo(XAException.XA_RBROLLBACK);
            assertThat(e).hasMessageContaining("journalMaxBytes");
        });
    }
}
