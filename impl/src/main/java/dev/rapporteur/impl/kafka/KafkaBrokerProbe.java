package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.BrokerProbe;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.jspecify.annotations.Nullable;

/**
 * Asks a broker for its API versions, on a connection beside the producer's: every broker answers that by itself, at once,
 * and to everybody who may log in. After some questions without any answer the client is made anew, which looks up the names
 * in bootstrapServers: the brokers may have other addresses by now.
 */
public final class KafkaBrokerProbe implements BrokerProbe {

    private static final int NEW_CLIENT_AFTER = 10;

    private final AdminAccess admin;
    private final AtomicInteger unanswered = new AtomicInteger();

    /** For an engine's cluster; the client is made at the first question. */
    public KafkaBrokerProbe(EngineConfig config) {
        this.admin = new AdminAccess(() -> ClientSettings.probe(config), Principal.of(config.kafka()));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what it completes with is the answer
    public void ask(int broker, Consumer<@Nullable String> answer) {
        if (unanswered.get() >= NEW_CLIENT_AFTER) {
            unanswered.set(0);
            admin.close();
        }
        try {
            admin.ask(
                            "tell its API versions",
                            client -> client.describeFeatures(new DescribeFeaturesOptions().nodeId(broker))
                                    .featureMetadata())
                    .whenComplete((features, failure) -> {
                        unanswered.updateAndGet(before ->
                                failure == null ? 0 : AdminAccess.isFatal(failure) ? NEW_CLIENT_AFTER : before + 1);
                        answer.accept(failure == null ? null : Causes.text(failure));
                    });
        } catch (UnansweredException e) {
            answer.accept(e.getMessage());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
