package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * The admin client, made at the first question, and anew after it failed. For one thread.
 */
final class AdminAccess implements AutoCloseable {

    /** What is under way has no more time than this; zero would wait for the client's thread without a limit. */
    private static final Duration END_WITHIN = Duration.ofMillis(1);

    /** For the client's thread, which ends at once then, to have ended. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Supplier<Map<String, Object>> properties;
    private @Nullable Admin admin;

    AdminAccess(EngineConfig config) {
        this(() -> ClientSettings.admin(config));
    }

    /** With properties of its own, asked for each client. */
    AdminAccess(Supplier<Map<String, Object>> properties) {
        this.properties = properties;
    }

    /** Begins a question; does not wait for Kafka. */
    <T> T ask(String what, Function<Admin, T> question) throws UnansweredException {
        try {
            return question.apply(client());
        } catch (KafkaException | IllegalStateException e) {
            close();
            throw new UnansweredException("Kafka can't be asked to " + what + ": " + Causes.text(e), e);
        }
    }

    /**
     * The client, for questions whose failures are told apart.
     *
     * @throws KafkaException when it can't be made of these properties
     */
    Admin client() {
        if (admin == null) {
            admin = OwnLoader.run(() -> Admin.create(properties.get()));
        }
        return admin;
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
            throw new UnansweredException("Kafka did not " + what + ": " + Causes.text(cause), cause);
        } catch (TimeoutException e) {
            throw new UnansweredException("Kafka did not " + what + " in time", e);
        }
    }

    static long deadline(Duration within) {
        return System.nanoTime() + within.toNanos();
    }

    /** Does not wait for what is under way: a second at most, for the client's own thread. */
    @Override
    public void close() {
        if (admin != null) {
            admin.close(END_WITHIN);
            admin.close(CLOSE_WITHIN); // the first call's time stays; this one only waits for the thread
            admin = null;
        }
    }
}
