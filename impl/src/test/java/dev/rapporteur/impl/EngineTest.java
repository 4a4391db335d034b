package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.ReportException;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.impl.monitor.JournalState;
import dev.rapporteur.impl.thread.Threads;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.impl.xa.ReportXAResource;
import dev.rapporteur.testkit.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine over a disk that fails, with Kafka away. */
class EngineTest {

    private static final BranchXid XID = Xids.of(1);
    private static final BranchXid OTHER = Xids.of(2);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private FaultyDirectory directory;
    private Engine engine;
    private volatile String noThreadFor = "none";

    @BeforeEach
    void open() {
        directory = new FaultyDirectory(FileSystemDirectory.at(temp));
        engine = open(config(Map.of()));
    }

    private Engine open(EngineConfig config) {
        Threads threads = Engine.threads(config);
        return Engine.open(config, directory, (work, turn, bell) -> {
            if (work.equals(noThreadFor)) {
                throw new InternalError("planted: unable to create native thread");
            }
            return threads.start(work, turn, bell);
        });
    }

    private EngineConfig config(Map<String, String> more) {
        Map<String, String> texts = new HashMap<>(Map.of(
                "name", "engine-test",
                "nodeName", "test",
                "bootstrapServers", "127.0.0.1:1",
                "journalDirectory", temp.toString(),
                "journalMaxBytes", "16777216",
                "segmentBytes", "2097152",
                "transactionMemoryBytes", "1048576",
                "stopTimeout", "0"));
        texts.putAll(more);
        return EngineConfig.read(texts, (name, value) -> Optional.empty());
    }

    @AfterEach
    void close() {
        directory.fail(false);
        engine.close();
        assertThat(threads()).isEmpty();
    }

    private static String threads() {
        StringBuilder names = new StringBuilder();
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.endsWith("-engine-test") && !name.contains("metadata"))
                .forEach(name -> names.append(name).append(' '));
        return names.toString();
    }

    @Test
    void shouldOpenAFailedJournalAgainByItself() {
        send("before");
        directory.fail(true);
        assertThatThrownBy(() -> send("at the failure")).isInstanceOf(ReportException.class);

        EngineStatistics failed = engine.statistics();
        assertThat(failed.journalState()).isEqualTo(JournalState.FAILED);
        assertThat(failed.held()).hasSize(1);
        assertThat(failed.held().get(0))
                .startsWith("The journal has failed, nothing is accepted: ")
                .contains("Input/output error");
        await(() -> engine.statistics().held().toString().contains("is opened again by itself, next in"));
        await(() -> engine.statistics().held().toString().contains("Attempt 1 did not succeed: "));
        assertThat(engine.statistics().reportsCommitted()).isEqualTo(1);
        assertThatThrownBy(() -> send("meanwhile"))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("tried by itself");
        directory.fail(false);
        awaitOpen();

        send("after");
        EngineStatistics after = engine.statistics();
        assertThat(after.journalState()).isEqualTo(JournalState.OPEN);
        assertThat(after.held().toString()).doesNotContain("The journal has failed");
        assertThat(after.reportsCommitted()).isEqualTo(2);
        assertThat(after.reportsWaiting()).isBetween(2L, 3L);
    }

    @Test
    void shouldAnswerTheTransactionManagerByTheRulesWhileTheJournalIsFailed() throws XAException {
        ReportXAResource resource = engine.newXAResource();
        work(resource, XID, "prepared");
        resource.prepare(XID);
        failJournal();

        assertCode(() -> resource.recover(XAResource.TMSTARTRSCAN), XAException.XAER_RMFAIL);
        assertCode(() -> resource.commit(XID, false), XAException.XAER_RMFAIL);
        assertCode(() -> resource.rollback(XID), XAException.XAER_RMFAIL);
        assertCode(() -> resource.start(OTHER, XAResource.TMNOFLAGS), XAException.XAER_RMFAIL);
        directory.fail(false);
        awaitOpen();

        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).containsExactly((Xid) XID);
        resource.commit(XID, false);
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
    }

    @Test
    void shouldLetABranchAtWorkFinishInTheNextOpening() throws XAException {
        ReportXAResource resource = engine.newXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        Branch branch = Objects.requireNonNull(resource.branch());
        branch.send("topic", "one".getBytes(UTF_8));
        failJournal();
        branch.send("topic", "two".getBytes(UTF_8));
        directory.fail(false);
        awaitOpen();
        branch.send("topic", "three".getBytes(UTF_8));
        resource.end(XID, XAResource.TMSUCCESS);

        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_OK);
        long before = engine.statistics().reportsWaiting();
        resource.commit(XID, false);

        assertThat(engine.statistics().reportsWaiting() - before).isEqualTo(3);
        assertThat(engine.statistics().branchesPrepared()).isZero();
    }

    @Test
    void shouldNotLeakMemoryOverOpenings() {
        send("x".repeat(1_000));
        long held = engine.statistics().bytesInMemory();
        for (int i = 0; i < 2; i++) {
            failJournal();
            directory.fail(false);
            awaitOpen();
        }

        assertThat(engine.statistics().bytesInMemory()).isLessThanOrEqualTo(held + 1_000);
    }

    @Test
    void shouldCloseWhileTheJournalIsFailed() {
        failJournal();
        engine.close();

        assertThat(threads()).isEmpty();
        assertThatThrownBy(() -> send("late")).isInstanceOf(NotAvailableException.class);
        directory.fail(false);
        engine = open(config(Map.of()));
        send("after");
    }

    @Test
    void shouldLeaveNothingBehindWhenAThreadCanNotBeStarted() {
        engine.close();
        for (String work : List.of("metadata", "leaders", "watch", "readback", "journal", "reopen")) {
            noThreadFor = work;

            assertThatThrownBy(() -> open(config(Map.of()))).as(work).isInstanceOf(InternalError.class);

            assertThat(threads()).as(work).isEmpty();
            assertThat(ManagementFactory.getPlatformMBeanServer()
                            .queryNames(null, null)
                            .toString())
                    .as(work)
                    .doesNotContain("engine-test");
        }
        noThreadFor = "none";
        engine = open(config(Map.of()));
        send("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaders", "journal"})
    void shouldTryAgainWhenAThreadCanNotBeStartedAtTheReopening(String work) {
        send("before");
        noThreadFor = work;
        failJournal();
        directory.fail(false);
        await(() -> engine.statistics().held().toString().contains("unable to create native thread"));
        noThreadFor = "none";
        awaitOpen();

        send("after");
        assertThat(engine.statistics().reportsWaiting()).isBetween(2L, 3L);
    }

    @Test
    void shouldNotTakeAnotherJournalForTheOneThatFailed() throws Exception {
        failJournal();
        await(() -> engine.statistics().held().toString().contains("Attempt 1"));
        // The volume is gone, and what shows below it is empty.
        for (String name : directory.list()) {
            if (!name.equals("lock")) {
                directory.delete(name);
            }
        }
        directory.fail(false);

        await(() -> engine.statistics().held().toString().contains(engine.journalId() + " is expected there"));
        assertThat(engine.statistics().journalState()).isEqualTo(JournalState.FAILED);
    }

    @Test
    void shouldHoldACopiedJournalUntilAnOperatorSaysSend(@TempDir Path other) throws Exception {
        ReportXAResource resource = engine.newXAResource();
        work(resource, XID, "prepared");
        resource.prepare(XID);
        send("waits");
        engine.close();
        copyTo(other);
        Map<String, String> there = Map.of("journalDirectory", other.toString());

        engine = Engine.open(config(there));
        EngineStatistics held = engine.statistics();
        assertThat(held.journalState()).isEqualTo(JournalState.OPEN);
        assertThat(held.held().toString())
                .contains("Journal " + engine.journalId() + " in " + other.toRealPath() + " was copied or restored")
                .contains("copiedJournal=SEND");
        ReportXAResource copied = engine.newXAResource();
        assertCode(() -> copied.recover(XAResource.TMSTARTRSCAN), XAException.XAER_RMFAIL);
        work(copied, OTHER, "business goes on");
        copied.prepare(OTHER);
        copied.commit(OTHER, false);
        send("business goes on");
        assertThat(engine.statistics().reportsWaiting()).isEqualTo(3);
        engine.close();

        Map<String, String> accepted = new HashMap<>(there);
        accepted.put("copiedJournal", "SEND");
        engine = Engine.open(config(accepted));
        assertThat(engine.newXAResource().recover(XAResource.TMSTARTRSCAN)).containsExactly((Xid) XID);
        engine.close();

        engine = Engine.open(config(there));
        assertThat(engine.newXAResource().recover(XAResource.TMSTARTRSCAN)).containsExactly((Xid) XID);
        assertThat(engine.statistics().held().toString()).doesNotContain("copied");
    }

    @Test
    void shouldMakeHarmedIndexesAnewAtTheStart() throws Exception {
        ReportXAResource resource = engine.newXAResource();
        work(resource, XID, "rolled back");
        resource.prepare(XID);
        int sent = 0;
        while (indexes().size() < 3) {
            send("x".repeat(500_000));
            sent++;
        }
        resource.rollback(XID); // so that the next opening counts anew what the lists name
        engine.close();
        for (Path index : indexes()) {
            byte[] bytes = Files.readAllBytes(index);
            bytes[bytes.length - 10] ^= 1;
            Files.write(index, bytes);
        }

        engine = open(config(Map.of()));

        assertThat(engine.statistics().reportsWaiting()).isEqualTo(sent);
    }

    private List<Path> indexes() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.filter(file -> file.toString().endsWith(".index")).toList();
        }
    }

    private void copyTo(Path other) throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
    }

    private void failJournal() {
        directory.fail(true);
        assertThatThrownBy(() -> send("victim")).isInstanceOf(ReportException.class);
        await(() -> engine.statistics().held().toString().contains("is opened again by itself"));
    }

    private void awaitOpen() {
        await(() -> engine.statistics().journalState() == JournalState.OPEN);
    }

    private static void await(Callable<Boolean> condition) {
        Await.until("the engine's statistics say so", SOON, condition);
    }

    private void send(String payload) {
        Branch branch = engine.begin();
        branch.send("topic", payload.getBytes(UTF_8));
        branch.commit();
    }

    private static void work(ReportXAResource resource, BranchXid xid, String payload) throws XAException {
        resource.start(xid, XAResource.TMNOFLAGS);
        Objects.requireNonNull(resource.branch()).send("topic", payload.getBytes(UTF_8));
        resource.end(xid, XAResource.TMSUCCESS);
    }

    private static void assertCode(ThrowingCallable call, int code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(code));
    }
}
