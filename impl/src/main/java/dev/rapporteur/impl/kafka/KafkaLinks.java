package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.BrokerLink;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/** Makes links by the Java client, and sees their threads off. Safe for any thread. */
public final class KafkaLinks implements BrokerLink.Factory {

    private static final int MAX_CAUSES = 20;

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
            throw new BrokerLink.NotOpenedException("Kafka's client can't be opened: " + text(e), e);
        }
    }

    /** A failure and what it comes from: the client's outermost words are the same for names, stores and logins. */
    static String text(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < MAX_CAUSES; depth++) {
            root = root.getCause();
        }
        String text = failure.getClass().getSimpleName() + ": " + failure.getMessage();
        return root == failure
                ? text
                : text + ", because of " + root.getClass().getSimpleName() + ": " + root.getMessage();
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
