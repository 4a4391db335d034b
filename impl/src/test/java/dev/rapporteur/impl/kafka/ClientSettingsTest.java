package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.EngineConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {

    @Test
    void shouldGiveUpReportsThatAreOlderThanTheirTransactionMayBe() {
        Map<String, Object> properties = ClientSettings.transactional(config(Map.of()), "id");

        assertThat(properties)
                .containsEntry("transactional.id", "id")
                .containsEntry("transaction.timeout.ms", 15_000)
                .containsEntry("delivery.timeout.ms", 15_000)
                .containsEntry("request.timeout.ms", 5_000)
                .containsEntry("max.in.flight.requests.per.connection", 5)
                .containsEntry("max.block.ms", 0);
        assertThat(new ProducerConfig(withSerializers(properties))).isNotNull();
    }

    @Test
    void shouldFollowTheOperatorsRequestTimeout() {
        Map<String, Object> properties =
                ClientSettings.transactional(config(Map.of("request.timeout.ms", "30000")), "id");

        assertThat(properties).containsEntry("delivery.timeout.ms", 30_000);
        assertThat(new ProducerConfig(withSerializers(properties))).isNotNull();
    }

    @Test
    void shouldKeepOneInFlightWithoutTransactions() {
        assertThat(ClientSettings.producer(config(Map.of()), "dispatch-1"))
                .containsEntry("max.in.flight.requests.per.connection", 1)
                .doesNotContainKeys("transactional.id", "request.timeout.ms");
    }

    private static Map<String, Object> withSerializers(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("key.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        all.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        return all;
    }

    private static EngineConfig config(Map<String, String> more) {
        EngineConfig base = Delivery.config("127.0.0.1:1");
        Map<String, String> kafka = new HashMap<>(base.kafka());
        kafka.putAll(more);
        return new EngineConfig(
                base.name(),
                base.nodeName(),
                base.clientId(),
                base.journalDirectory(),
                base.expectedJournalId(),
                base.copiedJournal(),
                base.journalMaxBytes(),
                base.overflow(),
                base.overflowTimeout(),
                base.segmentBytes(),
                base.eventsMaxBytes(),
                base.memoryMaxBytes(),
                base.maxReportBytes(),
                base.transactionMemoryBytes(),
                base.undecidedHold(),
                base.deciding(),
                base.stopTimeout(),
                base.durability(),
                base.guarantee(),
                base.newTopics(),
                base.partitioner(),
                base.brokerTimeout(),
                base.lingerMs(),
                base.batchBytes(),
                kafka);
    }
}
