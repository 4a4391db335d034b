package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.routing.KeyHash;
import org.apache.kafka.common.utils.Utils;

/** Kafka's own hash, by Kafka's own code: the same keys go to the same partitions as from any other Java producer. */
public final class KafkaKeyHash implements KeyHash {

    @Override
    public int of(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key));
    }
}
