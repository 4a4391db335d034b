package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * The admin client, made at the first question, and anew after it failed. For one thread.
 */
final class AdminAccess implements AutoCloseable {

    private final EngineConfig config;
    private @Nullable Admin admin;

    AdminAccess(EngineConfig config) {
        this.config = config;
    }

    /** Begins a question; does not wait for Kafka. */
    <T> T ask(String what, Function<Admin, T> question) throws UnansweredException {
        try {
            if (admin == null) {
                admin = OwnLoader.run(() -> Admin.create(ClientSettings.admin(config)));
            }
            return question.apply(admin);
        } catch (KafkaException | IllegalStateException e) {
            close();
            throw new UnansweredException("Kafka can't be asked to " + what + ": " + KafkaLinks.text(e), e);
        }
    }

    /** Waits for an answer until the deadline; an answer that has come is taken after it, too. */
    static <T> T await(String what, KafkaFuture<T> answer, long deadlineNanos) throws UnansweredException {
        try {
            return answer.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("Interrupted while waiting for Kafka to " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UnansweredException("Kafka did not " + what + ": " + KafkaLinks.text(cause), cause);
        } catch (TimeoutException e) {
            throw new UnansweredException("Kafka did not " + what + " in time", e);
        }
    }

    static long deadline(Duration within) {
        return System.nanoTime() + within.toNanos();
    }

    /** Does not wait for what is under way. */
    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
