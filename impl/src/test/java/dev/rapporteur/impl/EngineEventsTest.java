package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.DeliveryListener;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Observation;
import dev.rapporteur.ReportId;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What applications are told of their reports, by a whole engine with a real broker. */
class EngineEventsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String AT_LEAST_ONCE = "AT_LEAST_ONCE";
    private static final AtomicInteger TOPICS = new AtomicInteger();

    @TempDir
    static Path brokers;

    private static KafkaCluster kafka;

    @TempDir
    Path directory;

    private final String topic = "payments-" + TOPICS.incrementAndGet();
    private final CountDownLatch opened = new CountDownLatch(1);
    private Engine engine;

    /** Remembers what it was told. */
    private static final class Ledger implements DeliveryListener {

        private final List<DeliveryEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void on(DeliveryEvent event) {
            events.add(event);
        }

        List<ReportId> ids() {
            return events.stream().map(DeliveryEvent::id).toList();
        }
    }

    @BeforeAll
    static void start() {
        kafka = KafkaCluster.in(brokers).start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void open() {
        open(AT_LEAST_ONCE);
    }

    @AfterEach
    void close() {
        opened.countDown();
        engine.close();
    }

    private void open(String guarantee) {
        engine = Engine.open(config(Map.of("deliveryGuarantee", guarantee)));
    }

    private EngineConfig config(Map<String, String> more) {
        Map<String, String> texts = new HashMap<>(Map.of(
                "name", "events-test",
                "nodeName", "node-1",
                "bootstrapServers", kafka.bootstrapServers(),
                "journalDirectory", directory.resolve("journal").toString(),
                "journalMaxBytes", "16777216",
                "segmentBytes", "1048576",
                "overflow", "WAIT",
                "maxReportBytes", "200000"));
        texts.put("transactionMemoryBytes", "1048576");
        texts.putAll(more);
        return EngineConfig.read(texts, new ClientPropertyNames());
    }

    private ReportId send(String payload) {
        Branch branch = engine.begin();
        ReportId id = branch.send(topic, payload.getBytes(UTF_8));
        branch.commit();
        return id;
    }

    private List<ReportId> send(int reports, int payloadBytes) {
        List<ReportId> ids = new ArrayList<>();
        for (int i = 0; i < reports; i++) {
            ids.add(send("x".repeat(payloadBytes)));
        }
        return ids;
    }

    private void awaitDelivered() {
        Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {AT_LEAST_ONCE, "EXACTLY_ONCE"})
    void shouldTellOfEachReportWithItsOffsetInOrder(String guarantee) {
        kafka.createTopic(topic, 1);
        engine.close();
        open(guarantee);
        Ledger ledger = new Ledger();
        try (Observation observation = engine.observe("ledger", ledger, Runnable::run)) {
            List<ReportId> sent = send(50, 10);

            Await.until("all are told", SOON, () -> ledger.events.size() >= sent.size());
            assertThat(ledger.ids()).isEqualTo(sent);
            long before = -1;
            for (DeliveryEvent event : ledger.events) {
                DeliveryEvent.Delivered delivered = (DeliveryEvent.Delivered) event;
                assertThat(delivered.topic()).isEqualTo(topic);
                assertThat(delivered.partition()).isZero();
                assertThat(delivered.offset().orElseThrow()).isGreaterThan(before);
                before = delivered.offset().orElseThrow();
            }
            assertThat(observation.isOpen()).isTrue();
        }
    }

    @Test
    void shouldTellOfAParkedReportWithTheReason() {
        kafka.createTopic(topic, 1, Map.of("max.message.bytes", "2000"));
        Ledger ledger = new Ledger();
        try (Observation observation = engine.observe("ledger", ledger, Runnable::run)) {
            ReportId large = send("x".repeat(5_000));
            Await.until("it is told", SOON, () -> !ledger.events.isEmpty());
            ReportId small = send("small");

            Await.until("both are told", SOON, () -> ledger.events.size() >= 2);
            assertThat(ledger.ids()).containsExactly(large, small);
            assertThat(observation.name()).isEqualTo("ledger");
            assertThat(ledger.events.get(0))
                    .isInstanceOfSatisfying(
                            DeliveryEvent.Parked.class,
                            parked -> assertThat(parked.reason()).contains("RecordTooLarge"));
        }
    }

    @Test
    void shouldKeepEventsWhileThereIsNoListenerAndOverRestarts() {
        kafka.createTopic(topic, 3);
        Ledger first = new Ledger();
        engine.observe("ledger", first, Runnable::run).close();
        List<ReportId> sent = new ArrayList<>(send(20, 10));
        awaitDelivered();
        engine.close();
        open(AT_LEAST_ONCE);
        sent.addAll(send(20, 10));
        awaitDelivered();
        Ledger second = new Ledger();

        engine.observe("ledger", second, Runnable::run);

        Await.until("all are told", SOON, () -> second.events.size() >= sent.size());
        assertThat(second.ids()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(first.events).isEmpty();
    }

    @Test
    void shouldTellNothingTwiceWhenItEndsAndBeginsInOrder() {
        kafka.createTopic(topic, 1);
        Ledger first = new Ledger();
        Observation observation = engine.observe("ledger", first, Runnable::run);
        List<ReportId> told = send(10, 10);
        Await.until("all are told", SOON, () -> first.events.size() == told.size());
        observation.close();
        engine.close();
        open(AT_LEAST_ONCE);
        Ledger second = new Ledger();
        engine.observe("ledger", second, Runnable::run);

        ReportId later = send("later");

        Await.until("it is told", SOON, () -> second.ids().contains(later));
        assertThat(second.ids()).containsExactly(later);
    }

    @Test
    void shouldTellNothingOfWhatWasDeliveredBeforeAnybodyObserved() {
        kafka.createTopic(topic, 1);
        send(10, 10);
        awaitDelivered();
        Ledger ledger = new Ledger();
        engine.observe("ledger", ledger, Runnable::run);

        ReportId later = send("later");

        Await.until("it is told", SOON, () -> !ledger.events.isEmpty());
        assertThat(ledger.ids()).containsExactly(later);
    }

    @Test
    void shouldDeliverAtFullSpeedWhileAListenerBlocksForEver() {
        kafka.createTopic(topic, 1);
        Ledger other = new Ledger();
        engine.observe("blocked", event -> opened.await(), Runnable::run);
        engine.observe("other", other, Runnable::run);

        List<ReportId> sent = send(200, 100_000); // more than the journal has room for, and than is kept for observers

        awaitDelivered();
        Await.until("the other is told", SOON, () -> other.events.size() >= sent.size());
        assertThat(other.ids()).isEqualTo(sent);
        assertThat(engine.statistics().journalBytes()).isLessThan(16 << 20);
    }

    @Test
    void shouldSayHowFarBehindAnObserverIsAndGoOnBehindWhatWasDropped() {
        kafka.createTopic(topic, 1);
        engine.observe("absent", event -> {}, Runnable::run).close();
        List<ReportId> sent = send(200, 100_000);
        awaitDelivered();
        Await.until(
                "it is said",
                SOON,
                () -> engine.statistics()
                        .held()
                        .toString()
                        .contains("Observer \"absent\", which has no listener now,"));
        Ledger ledger = new Ledger();

        engine.observe("absent", ledger, Runnable::run);

        ReportId last = sent.get(sent.size() - 1);
        Await.until("the last is told", SOON, () -> ledger.ids().contains(last));
        assertThat(sent).endsWith(ledger.ids().toArray(new ReportId[0]));
        assertThat(ledger.events.size())
                .as("four segments of ten and the active one")
                .isBetween(26, sent.size() - 1);
    }

    @Test
    void shouldTellAgainWhatAListenerHasNotTaken() {
        kafka.createTopic(topic, 1);
        AtomicInteger attempts = new AtomicInteger();
        Ledger ledger = new Ledger();
        engine.observe(
                "moody",
                event -> {
                    if (attempts.incrementAndGet() <= 2) {
                        throw new IllegalStateException("planted");
                    }
                    ledger.on(event);
                },
                Runnable::run);

        List<ReportId> sent = send(5, 10);

        Await.until("all are told", SOON, () -> ledger.events.size() >= sent.size());
        assertThat(ledger.ids()).isEqualTo(sent);
        assertThat(attempts).hasValue(sent.size() + 2);
    }

    @Test
    void shouldTellOnAnotherExecutorWithTheContextClassLoaderOfTheObserver() {
        kafka.createTopic(topic, 1);
        List<Object> found = new CopyOnWriteArrayList<>();
        ClassLoader own = new ClassLoader(getClass().getClassLoader()) {};
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ExecutorService executor =
                Executors.newSingleThreadExecutor(runnable -> new Thread(runnable, "the application's"));
        try {
            Thread.currentThread().setContextClassLoader(own);
            engine.observe(
                    "executed",
                    event -> {
                        found.add(Thread.currentThread().getName());
                        found.add(Thread.currentThread().getContextClassLoader());
                    },
                    executor);
            Thread.currentThread().setContextClassLoader(before);

            send("one");

            Await.until("it is told", SOON, () -> found.size() == 2);
            assertThat(found).containsExactly("the application's", own);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            executor.shutdown();
        }
    }

    @Test
    void shouldTellNoMoreWhenClosedOrReplacedAndKeepNothingWhenEnded() {
        kafka.createTopic(topic, 1);
        Ledger first = new Ledger();
        Ledger second = new Ledger();
        Ledger third = new Ledger();
        Observation replaced = engine.observe("ledger", first, Runnable::run);
        Observation ended = engine.observe("ledger", second, Runnable::run);
        ReportId one = send("one");
        Await.until("it is told", SOON, () -> !second.events.isEmpty());
        ended.end();
        send("two");
        awaitDelivered();
        engine.observe("ledger", third, Runnable::run);
        ReportId three = send("three");
        Await.until("it is told", SOON, () -> !third.events.isEmpty());

        assertThat(replaced.isOpen()).isFalse();
        assertThat(ended.isOpen()).isFalse();
        assertThat(first.events).isEmpty();
        assertThat(second.ids()).containsExactly(one);
        assertThat(third.ids()).containsExactly(three);
    }

    @Test
    void shouldRefuseWhatCantBeObserved() {
        for (int i = 0; i < 16; i++) {
            engine.observe("observer " + i, event -> {}, Runnable::run).close();
        }

        assertThatThrownBy(() -> engine.observe(" ", event -> {}, Runnable::run))
                .hasMessageContaining("1 to 200");
        assertThatThrownBy(() -> engine.observe("one more", event -> {}, Runnable::run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("observer 15");
        engine.close();
        assertThatThrownBy(() -> engine.observe("late", event -> {}, Runnable::run))
                .isInstanceOf(NotAvailableException.class);
    }
}
