package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class KafkaKeyHashTest {

    @Test
    void shouldChooseThePartitionsOfKafkasOwnPartitioner() {
        for (int i = 0; i < 1_000; i++) {
            byte[] key = "key-".repeat(i % 7).concat(Integer.toString(i)).getBytes(StandardCharsets.UTF_8);

            assertThat(new KafkaKeyHash().of(key) % 12).isEqualTo(BuiltInPartitioner.partitionForKey(key, 12));
        }
    }

    @Test
    void shouldNeverBeNegative() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(new KafkaKeyHash().of(Integer.toString(i).getBytes(StandardCharsets.UTF_8)))
                    .isNotNegative();
        }
    }
}
