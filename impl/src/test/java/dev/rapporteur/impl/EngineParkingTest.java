package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.Report;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.monitor.ParkedContent;
import dev.rapporteur.impl.monitor.ParkedReportsMXBean;
import dev.rapporteur.impl.monitor.ParkedView;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka refuses for good, in a whole engine with a real broker, and what operators do about it over JMX. */
class EngineParkingTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LARGE = "large" + "x".repeat(5_000);

    @TempDir
    Path directory;

    private KafkaCluster kafka;
    private Engine engine;

    @BeforeEach
    void open() {
        kafka = KafkaCluster.in(directory.resolve("kafka")).start();
        kafka.createTopic("payments", 1, Map.of("max.message.bytes", "2000"));
        engine = Engine.open(config());
    }

    @AfterEach
    void close() {
        engine.close();
        kafka.close();
        assertThat(beans()).isEmpty();
    }

    private EngineConfig config() {
        return EngineConfigs.small(
                "parking-test", kafka.bootstrapServers(), directory, Map.of("deliveryGuarantee", "AT_LEAST_ONCE"));
    }

    @Test
    void shouldParkShowRetryAndDropOverRestarts() throws Exception {
        send("first");
        send(Report.to("payments")
                .key("key")
                .payload(LARGE.getBytes(UTF_8))
                .header("origin", "desk".getBytes(UTF_8))
                .header("origin", "till".getBytes(UTF_8))
                .build());
        send("between");
        send(LARGE + "2");
        send("last");
        Await.until("all but the parked are read", SOON, () -> read().equals(List.of("first", "between", "last")));
        Await.until(
                "two are parked",
                SOON,
                () -> engine.statistics().reportsParked() == 2
                        && engine.statistics().reportsWaiting() == 0);

        engine.close();
        engine = Engine.open(config());

        assertThat(engine.statistics().held().toString()).contains("Parked reports: 2", "retry or drop");
        List<ParkedView> parked = bean().getParked();
        assertThat(parked).hasSize(2);
        ParkedView one = parked.get(0);
        ParkedView two = parked.get(1);
        assertThat(one.getTopic()).isEqualTo("payments");
        assertThat(one.getReason()).contains("RecordTooLarge", "max.message.bytes");
        ParkedContent content = bean().export("payments", 0, one.getSequence());
        assertThat(content.getPayload()).asString(UTF_8).isEqualTo(LARGE);
        assertThat(content.getKey()).asString(UTF_8).isEqualTo("key");
        assertThat(content.getId()).isEqualTo(one.getId());
        assertThat(content.getHeaderNames()).containsExactly("origin", "origin");
        assertThat(content.getHeaderValues())
                .extracting(value -> new String(value, UTF_8))
                .containsExactly("desk", "till");

        bean().drop("payments", 0, two.getSequence(), "a test payment");
        allowMore();
        assertThat(bean().retryAll("payments", 0, 0)).isEqualTo(1);

        Await.until("the retried one is read", SOON, () -> read().equals(List.of("first", "between", "last", LARGE)));
        assertThat(bean().getParked()).isEmpty();
        assertThat(engine.statistics().held()).isEmpty();
    }

    @Test
    void shouldRefuseWhatCantBeDone() throws Exception {
        assertThatThrownBy(() -> bean().retry("payments", 0, 5)).hasMessageContaining("payments-0@5");
        assertThatThrownBy(() -> bean().drop("payments", 0, 5, "why not")).hasMessageContaining("payments-0@5");
        assertThatThrownBy(() -> bean().drop("payments", 0, 5, " ")).hasMessageContaining("needs a reason");
        assertThatThrownBy(() -> bean().export("payments", 0, 5)).hasMessageContaining("look at the list");
        assertThatThrownBy(() -> bean().retryAll("payments", 0, 7)).hasMessageContaining("no partition 7");
    }

    private void send(String payload) {
        send(Report.to("payments").payload(payload.getBytes(UTF_8)).build());
    }

    private void send(Report report) {
        Branch branch = engine.begin();
        branch.send(report);
        branch.commit();
    }

    private List<String> read() {
        return TopicReader.readAll(kafka.bootstrapServers(), "payments", SOON).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    private void allowMore() {
        kafka.set("payments", "max.message.bytes", "100000");
    }

    private static ParkedReportsMXBean bean() {
        return JMX.newMXBeanProxy(
                ManagementFactory.getPlatformMBeanServer(), beans().iterator().next(), ParkedReportsMXBean.class);
    }

    private static Set<ObjectName> beans() {
        try {
            return ManagementFactory.getPlatformMBeanServer()
                    .queryNames(new ObjectName("dev.rapporteur:type=ParkedReports,name=\"parking-test\",*"), null);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
