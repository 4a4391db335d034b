package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.BrokerProbe;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a broker for its API versions, on a connection beside the producer's: every broker answers that by itself, at once,
 * and to everybody who may log in.
 */
public final class KafkaBrokerProbe implements BrokerProbe {

    /** The client ends at once; zero would wait for that without a limit. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final EngineConfig config;
    private @Nullable Admin admin;

    /** For an engine's cluster; the client is made at the first question. */
    public KafkaBrokerProbe(EngineConfig config) {
        this.config = config;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what it completes with is the answer
    public void ask(int broker, Consumer<@Nullable String> answer) {
        try {
            if (admin == null) {
                admin = OwnLoader.run(() -> Admin.create(ClientSettings.probe(config)));
            }
            admin.describeFeatures(new DescribeFeaturesOptions().nodeId(broker))
                    .featureMetadata()
                    .whenComplete(
                            (features, failure) -> answer.accept(failure == null ? null : KafkaLinks.text(failure)));
        } catch (KafkaException | IllegalStateException e) {
            close(); // the next question makes a new client
            answer.accept(KafkaLinks.text(e));
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
            admin = null;
        }
    }
}
