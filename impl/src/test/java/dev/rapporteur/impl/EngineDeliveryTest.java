package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.monitor.BrokerView;
import dev.rapporteur.impl.monitor.DeliveryMXBean;
import dev.rapporteur.impl.monitor.HeldPartitionsMXBean;
import dev.rapporteur.impl.monitor.HeldView;
import dev.rapporteur.impl.monitor.PartitionView;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told over JMX of a whole engine's delivery to a real broker. */
class EngineDeliveryTest {

    private static final String ENGINE = "delivery-test";
    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    static final OneBroker BROKER = new OneBroker();

    @TempDir
    Path directory;

    private Engine engine;

    @BeforeEach
    void open() {
        BROKER.kafka().createTopic("payments", 2, Map.of("max.message.bytes", "2000"));
        engine = openEngine();
    }

    private Engine openEngine() {
        return Engine.open(EngineConfigs.small(ENGINE, BROKER.kafka().bootstrapServers(), directory, Map.of()));
    }

    @AfterEach
    void close() {
        engine.close();
        assertThat(Beans.names(ENGINE)).isEmpty();
    }

    @Test
    void shouldTellHowDeliveryGoesPerBrokerAndPerPartition() {
        send("payments", 0, 3);
        send("payments", 1, 2);
        Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);

        List<PartitionView> partitions = delivery().getPartitions();
        assertThat(partitions).extracting(PartitionView::getPartition).containsExactly(0, 1);
        assertThat(partitions).extracting(PartitionView::getReportsDelivered).containsExactly(3L, 2L);
        assertThat(partitions).allSatisfy(partition -> {
            assertThat(partition.getTopic()).isEqualTo("payments");
            assertThat(partition.getReportsWaiting()).isZero();
            assertThat(partition.getBytesWaiting()).isZero();
            assertThat(partition.getOldestWaitingMs()).isZero();
            assertThat(partition.getNextSequence()).isPositive();
            assertThat(partition.getHeld()).isNull();
        });
        assertThat(delivery().getBrokers()).singleElement().satisfies(EngineDeliveryTest::assertServed);
    }

    @Test
    void shouldCountWhatIsDeliveredFromTheOpeningOfTheJournalOn() {
        send("payments", 0, 3);
        Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
        long next = delivery().getPartitions().get(0).getNextSequence();

        engine.close();
        engine = openEngine();

        assertThat(delivery().getPartitions()).singleElement().satisfies(partition -> {
            assertThat(partition.getReportsDelivered()).isZero();
            assertThat(partition.getNextSequence()).isEqualTo(next);
        });
        send("payments", 0, 1);
        Await.until(
                "another is delivered",
                SOON,
                () -> delivery().getPartitions().get(0).getReportsDelivered() == 1);
    }

    private static void assertServed(BrokerView broker) {
        assertThat(broker.getState()).isEqualTo("SERVED");
        assertThat(broker.getReportsAcknowledged()).isEqualTo(5);
        assertThat(broker.getReportsInFlight()).isZero();
        assertThat(broker.getReportsPerSecond()).isPositive();
        assertThat(broker.getLatencyP50Ms()).isPositive().isLessThanOrEqualTo(broker.getLatencyP99Ms());
        assertThat(broker.getLatencyP99Ms()).isLessThanOrEqualTo(broker.getLatencyMaxMs());
        assertThat(broker.getLatencyMaxMs()).isLessThan((double) SOON.toMillis());
    }

    @Test
    void shouldListPartitionsInPartsAndSayWhatIsParkedAndRefused() {
        send("payments", 0, 1);
        Branch large = engine.begin();
        large.sendTo("payments", 1, "x".repeat(5_000).getBytes(UTF_8));
        large.commit();
        Await.until("it is parked", SOON, () -> engine.statistics().reportsParked() == 1);

        assertThat(delivery().getPartitionCount()).isEqualTo(2);
        assertThat(delivery().partitions("payments", 1, 5)).singleElement().satisfies(partition -> {
            assertThat(partition.getPartition()).isEqualTo(1);
            assertThat(partition.getReportsParked()).isEqualTo(1);
        });
        assertThat(delivery().partitions("", 0, 1)).hasSize(1);
        assertThat(delivery().partitions("orders", 0, 1)).isEmpty();
        assertThat(delivery().getBrokers()).singleElement().satisfies(broker -> {
            assertThat(broker.getLastError()).contains("payments-1: ", "RecordTooLarge");
            assertThat(Instant.parse(broker.getLastErrorAt()))
                    .isAfter(Instant.now().minus(SOON));
        });
        assertThatThrownBy(() -> delivery().partitions("", 0, 1_001)).hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> delivery().partitions("", -1, 1)).hasMessageContaining("from 0 on");
    }

    @Test
    void shouldListATopicThatIsMissingAndTryAgainWhenTold() {
        Branch branch = engine.begin();
        branch.send("orders", "order".getBytes(UTF_8));
        branch.commit();
        Await.until("it is held", SOON, () -> reasons().contains("\"orders\" does not exist"));

        HeldView missing = held().getHeld().get(0);
        assertThat(missing.getTopic()).isEqualTo("orders");
        assertThat(missing.getPartition()).isEqualTo(-1);
        assertThat(missing.getReportsWaiting()).isEqualTo(1);
        assertThat(missing.getBytesWaiting()).isPositive();
        assertThat(Instant.parse(missing.getSince())).isAfter(Instant.now().minus(SOON));
        assertThat(engine.statistics().held()).contains(missing.getReason());
        assertThat(delivery().getPartitions())
                .singleElement()
                .satisfies(view -> assertThat(view.getHeld()).isEqualTo(missing.getReason()));
        held().retryNow("orders", -1);
        BROKER.kafka().createTopic("orders", 1, Map.of());

        Await.until("it is delivered", SOON, () -> engine.statistics().reportsDelivered() == 1);
        Await.until("nothing stands still", SOON, () -> held().getHeldCount() == 0);
        assertThatThrownBy(() -> held().retryNow("orders", 0)).hasMessageContaining("orders-0 does not stand still");
    }

    @Test
    void shouldListAPartitionWhoseTopicIsGoneAndTryAgainWhenTold() throws Exception {
        send("payments", 1, 1);
        Await.until("it is delivered", SOON, () -> engine.statistics().reportsDelivered() == 1);
        deleteTopic();
        send("payments", 1, 2);
        Await.until("it is held", SOON, () -> reasons().contains("payments"));

        assertThat(held().getHeld()).singleElement().satisfies(view -> {
            assertThat(view.getPartition()).isEqualTo(1);
            assertThat(view.getReportsWaiting()).isEqualTo(2);
        });
        assertThat(held().retryAllNow()).isEqualTo(1);
        BROKER.kafka().createTopic("payments", 2, Map.of());

        Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
        Await.until("nothing stands still", SOON, () -> held().getHeldCount() == 0);
    }

    private String reasons() {
        return held().getHeld().stream().map(HeldView::getReason).toList().toString();
    }

    private void send(String topic, int partition, int count) {
        for (int i = 0; i < count; i++) {
            Branch branch = engine.begin();
            branch.sendTo(topic, partition, "report".getBytes(UTF_8));
            branch.commit();
        }
    }

    private void deleteTopic() throws ExecutionException, InterruptedException {
        BROKER.kafka().deleteTopics("payments");
    }

    private static DeliveryMXBean delivery() {
        return Beans.of(ENGINE, "Delivery", DeliveryMXBean.class);
    }

    private static HeldPartitionsMXBean held() {
        return Beans.of(ENGINE, "HeldPartitions", HeldPartitionsMXBean.class);
    }
}
