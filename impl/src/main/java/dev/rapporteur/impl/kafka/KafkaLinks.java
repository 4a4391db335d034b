package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.BrokerLink;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/** Makes links by the Java client, and sees their threads off. Safe for any thread. */
public final class KafkaLinks implements BrokerLink.Factory {

    private final EngineConfig config;
    private final Endings endings = new Endings();

    /** For an engine's cluster. */
    public KafkaLinks(EngineConfig config) {
        this.config = config;
    }

    @Override
    public BrokerLink open(int broker) throws BrokerLink.NotOpenedException {
        try {
            return new KafkaBrokerLink(ClientSettings.producer(config, "dispatch-" + broker), endings::add);
        } catch (KafkaException e) {
            throw new BrokerLink.NotOpenedException(
                    "Kafka's client can't be opened: " + Causes.text(e) + "."
                            + Remedy.of(e, Principal.of(config.kafka())),
                    e);
        }
    }

    /**
     * Waits until the threads of all abandoned links have ended.
     *
     * @return whether they have
     */
    public boolean awaitEnd(Duration max) {
        return endings.await(max);
    }
}
