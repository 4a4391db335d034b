package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;

/** Makes transactional links by the Java client, and sees their threads off. Safe for any thread. */
final class KafkaTransactionalLinks implements TransactionalLink.Factory {

    private final EngineConfig config;
    private final UUID journalId;
    private final String progressTopic;
    private final Endings endings = new Endings();

    /**
     * For an engine's cluster.
     *
     * @param journalId whose markers they write
     * @param progressTopic where
     */
    public KafkaTransactionalLinks(EngineConfig config, UUID journalId, String progressTopic) {
        this.config = config;
        this.journalId = journalId;
        this.progressTopic = progressTopic;
    }

    @Override
    public TransactionalLink open(String transactionalId) throws BrokerLink.NotOpenedException {
        return make(transactionalId);
    }

    KafkaTransactionalLink make(String transactionalId) throws BrokerLink.NotOpenedException {
        try {
            return new KafkaTransactionalLink(
                    transactionalId,
                    journalId,
                    progressTopic,
                    ClientSettings.transactional(config, transactionalId),
                    endings::add);
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
