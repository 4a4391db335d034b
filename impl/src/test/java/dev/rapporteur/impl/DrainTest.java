package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Observation;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.monitor.DrainMXBean;
import dev.rapporteur.impl.monitor.JournalState;
import dev.rapporteur.impl.monitor.ObserversMXBean;
import dev.rapporteur.impl.monitor.ParkedReportsMXBean;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.impl.xa.ReportXAResource;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator empties a whole engine with a real broker, so that its server can be taken away. */
class DrainTest {

    private static final String ENGINE = "drain-test";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final BranchXid XID = Xids.of(1);
    private static final BranchXid LATE = Xids.of(2);

    @RegisterExtension
    static final OneBroker BROKER = new OneBroker();

    @TempDir
    Path directory;

    private FaultyDirectory disk;
    private Engine engine;

    @BeforeEach
    void open() {
        BROKER.kafka().createTopic("payments", 1, Map.of("max.message.bytes", "2000"));
        disk = new FaultyDirectory(FileSystemDirectory.at(directory.resolve("journal")));
        engine = openEngine("AT_LEAST_ONCE");
    }

    @AfterEach
    void close() {
        disk.fail(false);
        engine.close();
        assertThat(Beans.names(ENGINE)).isEmpty();
    }

    private Engine openEngine(String guarantee) {
        EngineConfig config = EngineConfigs.small(
                ENGINE, BROKER.kafka().bootstrapServers(), directory, Map.of("deliveryGuarantee", guarantee));
        return Engine.open(config, disk, Engine.threads(config));
    }

    @Test
    void shouldRefuseNewReportsAndLetTransactionsFinishThatHaveBegun() throws XAException {
        ReportXAResource resource = engine.newXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        Branch begun = Objects.requireNonNull(resource.branch());
        begun.send("payments", "before".getBytes(UTF_8));

        bean().drain();

        assertThatThrownBy(() -> send("late"))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContainingAll(
                        "an operator drains", "\"" + ENGINE + "\"", "Send from another server", "resume");
        assertThatThrownBy(() -> engine.newXAResource().start(LATE, XAResource.TMNOFLAGS))
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_RMFAIL))
                .hasRootCauseInstanceOf(NotAvailableException.class);
        assertThat(engine.statistics().held().toString()).contains("Drained by an operator since", "resume");
        assertLeft("Transactions at work: 1.");
        begun.send("payments", "meanwhile".getBytes(UTF_8));
        resource.end(XID, XAResource.TMSUCCESS);
        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_OK);
        assertLeft("Undecided branches: 1.");
        assertThat(bean().getBranchesUndecided()).isEqualTo(1);
        resource.commit(XID, false);

        assertThat(bean().awaitDrained(60)).isTrue();
        assertThat(bean().getState()).isEqualTo("DRAINED");
        assertThat(bean().getWaitsFor()).isEmpty();
        assertThat(TopicReader.readAll(BROKER.kafka().bootstrapServers(), "payments", SOON))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("before", "meanwhile");
    }

    private void assertLeft(String sentence) {
        assertThat(bean().getState()).isEqualTo("DRAINING");
        assertThat(bean().awaitDrained(0)).isFalse();
        assertThat(bean().getWaitsFor()).anyMatch(left -> left.startsWith(sentence));
    }

    @Test
    void shouldTakeReportsAgainWhenDrainingIsEndedAndAfterARestart() {
        assertThat(bean().getState()).isEqualTo("TAKING");
        assertThat(bean().getSince()).isNull();
        assertThatThrownBy(() -> bean().awaitDrained(1)).hasMessageContaining("drain it first");
        bean().drain();
        String since = Objects.requireNonNull(bean().getSince());
        bean().drain();
        assertThat(bean().getSince()).isEqualTo(since);
        assertThat(Instant.parse(since)).isAfter(Instant.now().minus(SOON));
        assertThatThrownBy(() -> bean().awaitDrained(3_601)).hasMessageContaining("0 to 3600 seconds");

        bean().resume();
        send("after resume");
        assertThat(bean().getState()).isEqualTo("TAKING");
        assertThat(engine.statistics().held()).isEmpty();
        bean().drain();
        engine.close();
        engine = openEngine("AT_LEAST_ONCE");

        assertThat(bean().getState()).isEqualTo("TAKING");
        send("after a restart");
    }

    @Test
    void shouldNameParkedReportsUntilAnOperatorDecidesAboutThem() {
        send("x".repeat(5_000));
        bean().drain();
        Await.until("it is parked", SOON, () -> bean().getReportsParked() == 1);
        ParkedReportsMXBean parked = Beans.of(ENGINE, "ParkedReports", ParkedReportsMXBean.class);
        long sequence = parked.getParked().get(0).getSequence();
        Await.until("nothing waits", SOON, () -> bean().getReportsWaiting() == 0);

        assertLeft("Parked reports: 1.");
        assertThat(bean().getWaitsFor().toString()).contains("payments-0@" + sequence);
        parked.drop("payments", 0, sequence, "a test payment");

        assertThat(bean().awaitDrained(60)).isTrue();
    }

    @Test
    void shouldWaitForObserversThatHaveNotBeenToldAll() {
        engine.observe("ledger", event -> {}, Runnable::run).close();
        send("one");
        bean().drain();
        Await.until("nothing waits", SOON, () -> bean().getReportsWaiting() == 0);

        assertLeft("Observers that may not have been told all that became of reports: [ledger].");
        AtomicInteger told = new AtomicInteger();
        engine.observe("ledger", event -> told.incrementAndGet(), Runnable::run);

        assertThat(bean().awaitDrained(60)).isTrue();
        assertThat(told).hasValue(1);
    }

    @Test
    void shouldNotWaitForAnObserverThatAnOperatorHasEnded() {
        ObserversMXBean observers = Beans.of(ENGINE, "Observers", ObserversMXBean.class);
        Observation observation = engine.observe("ledger", event -> {}, Runnable::run);
        assertThatThrownBy(() -> observers.end("ledger", "its application is gone"))
                .hasMessageContaining("undeploy that first");
        observation.close();
        send("one");
        bean().drain();
        Await.until("nothing waits", SOON, () -> bean().getReportsWaiting() == 0);
        assertLeft("Observers that may not have been told all that became of reports: [ledger].");
        assertThat(observers.getObservers()).singleElement().satisfies(one -> {
            assertThat(one.getName()).isEqualTo("ledger");
            assertThat(one.isListening()).isFalse();
            assertThat(one.isBehind()).isTrue();
        });
        assertThatThrownBy(() -> observers.end("ledger", " ")).hasMessageContaining("needs its name, and a reason");
        assertThatThrownBy(() -> observers.end("leger", "a typing error")).hasMessageContaining("Nobody observes");

        observers.end("ledger", "its application is gone");

        assertThat(bean().awaitDrained(60)).isTrue();
        assertThat(observers.getObservers()).isEmpty();
    }

    @Test
    void shouldWaitForWhatKafkaHasNotConfirmedAndNotBlockItsCaller() {
        BROKER.kafka().broker(1).kill();
        send("one");
        bean().drain();

        assertLeft("Reports that wait: 1");
        assertThat(bean().getReportsWaiting()).isEqualTo(1);
        assertThat(bean().getBytesWaiting()).isPositive();
        assertThat(bean().awaitDrained(1)).isFalse();
    }

    @Test
    void shouldStayDrainedOverAFailureOfTheJournal() {
        send("before");
        disk.fail(true);
        assertThatThrownBy(() -> send("at the failure")).isInstanceOf(RuntimeException.class);
        Await.until("the journal is failed", SOON, () -> state() == JournalState.FAILED);
        bean().drain();

        assertLeft("The journal has failed");
        disk.fail(false);
        Await.until("it is open again", SOON, () -> state() == JournalState.OPEN);

        assertThatThrownBy(() -> send("late")).hasMessageContaining("an operator drains");
        assertThat(bean().awaitDrained(60)).isTrue();
    }

    private JournalState state() {
        return engine.statistics().journalState();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void shouldBeDrainedOnlyWhenReadersOfCommittedRecordsHaveAllThatWasTaken(String guarantee) throws Exception {
        engine.close();
        engine = openEngine(guarantee);
        AtomicInteger taken = new AtomicInteger();
        AtomicBoolean refused = new AtomicBoolean();
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    send("report");
                    taken.incrementAndGet();
                }
            } catch (NotAvailableException e) {
                refused.set(true);
            }
        });
        sender.start();
        Await.until("some are taken", SOON, () -> taken.get() > 500);

        bean().drain();
        assertThat(bean().awaitDrained(60)).isTrue();

        int read = TopicReader.readAll(BROKER.kafka().bootstrapServers(), "payments", SOON)
                .size();
        sender.join(SOON.toMillis());
        assertThat(read).isEqualTo(taken.get());
        assertThat(refused).isTrue();
        assertThat(bean().getReportsInFlight()).isZero();
    }

    private void send(String payload) {
        Branch branch = engine.begin();
        branch.send("payments", payload.getBytes(UTF_8));
        branch.commit();
    }

    private static DrainMXBean bean() {
        return Beans.of(ENGINE, "Drain", DrainMXBean.class);
    }
}
