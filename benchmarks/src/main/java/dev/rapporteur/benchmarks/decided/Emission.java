package dev.rapporteur.benchmarks.decided;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

/** Sends at once, whatever becomes of the transaction, and does not wait for Kafka unless too much is under way. For any thread. */
@ApplicationScoped
public class Emission {

    private static final int UNDER_WAY = 20_000;

    private final Semaphore places = new Semaphore(UNDER_WAY);
    private final AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();

    @Inject
    @Channel(Topics.NAME)
    @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) // the places bound it
    private Emitter<byte[]> emitter;

    void send(String key, byte[] payload, int messages) throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            places.acquire();
            Metadata metadata = Metadata.of(
                    OutgoingKafkaRecordMetadata.<String>builder().withKey(key).build());
            emitter.send(Message.of(payload, metadata, this::acknowledged, this::refused));
        }
    }

    private CompletionStage<Void> acknowledged() {
        places.release();
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> refused(Throwable reason) {
        refusal.set(reason);
        return acknowledged();
    }

    /** Waits until Kafka has acknowledged all. */
    void awaitAcknowledged() throws InterruptedException {
        places.acquire(UNDER_WAY);
        places.release(UNDER_WAY);
        Throwable reason = refusal.get();
        if (reason != null) {
            throw new IllegalStateException("Kafka refused what was emitted", reason);
        }
    }
}
