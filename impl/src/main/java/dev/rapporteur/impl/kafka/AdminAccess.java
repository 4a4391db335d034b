package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * The admin client, made at the first question, and anew after it failed, or when it has answered nothing at all. For one thread.
 *
 * <p><b>Why one that never answered is given up</b>: while it waits for its first connection's first answer, for up to an hour, the
 * client prefers that connection to all others (Kafka 4.3's {@code NetworkClient.leastLoadedNode}). Begun with a hung broker, it
 * would say nothing for as long as that hangs.
 */
final class AdminAccess implements AutoCloseable {

    /** What is under way has no more time than this; zero would wait for the client's thread without a limit. */
    private static final Duration END_WITHIN = Duration.ofMillis(1);

    /** For the client's thread, which ends at once then, to have ended. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    /** So long may a client take for its first answer; each next one twice as long, since it may be the cluster that is slow. */
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Duration PATIENCE_MAX = Duration.ofSeconds(6);

    /** So many questions in a row without an answer: the brokers that it knows may be gone for good, and it asks no others. */
    private static final int NEW_CLIENT_AFTER = 10;

    private final Supplier<Map<String, Object>> properties;
    private final Principal principal;
    private volatile @Nullable Admin admin;
    private volatile boolean abandoned;
    private @Nullable KafkaFuture<String> firstAnswer;
    private long patienceNanos = PATIENCE.toNanos();
    private long giveUpAt;
    private int givenUp;
    private int unanswered;

    AdminAccess(EngineConfig config) {
        this(() -> ClientSettings.admin(config), Principal.of(config.kafka()));
    }

    /**
     * With properties of its own, asked for each client.
     *
     * @param principal who we are to the brokers, for messages
     */
    AdminAccess(Supplier<Map<String, Object>> properties, Principal principal) {
        this.properties = properties;
        this.principal = principal;
    }

    /** Who we are to the brokers, for messages. */
    Principal principal() {
        return principal;
    }

    /** Begins a question; does not wait for Kafka. */
    <T> T ask(String what, Function<Admin, T> question) throws UnansweredException {
        try {
            return question.apply(client());
        } catch (KafkaException | IllegalStateException e) {
            close();
            throw new UnansweredException("Kafka can't be asked to " + what + ": " + sentence(e), e);
        }
    }

    /**
     * The client, for questions whose failures are told apart.
     *
     * @throws KafkaException when it can't be made of these properties
     */
    Admin client() {
        requireWanted();
        if (hasAnswered()) {
            patienceNanos = PATIENCE.toNanos();
            givenUp = 0;
        } else if (admin != null && System.nanoTime() - giveUpAt >= 0) {
            close();
            patienceNanos = Math.min(2 * patienceNanos, PATIENCE_MAX.toNanos());
            givenUp++;
        }
        Admin present = admin;
        if (present == null) {
            present = OwnLoader.run(() -> Admin.create(beginning(properties.get())));
            admin = present;
            requireWanted(); // whoever abandons it may not have seen it
            giveUpAt = System.nanoTime() + patienceNanos;
            firstAnswer = present.describeCluster().clusterId();
        }
        return present;
    }

    /** After one that was given up, the next begin with one server each, in turn: so none is tried again and again by chance. */
    private Map<String, Object> beginning(Map<String, Object> wanted) {
        Object servers = wanted.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (givenUp == 0 || !(servers instanceof String list)) {
            return wanted;
        }
        String[] each = list.split(",", -1);
        Map<String, Object> turned = new HashMap<>(wanted);
        turned.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, each[givenUp % each.length].strip());
        return turned;
    }

    private void requireWanted() {
        if (abandoned) {
            close();
            throw new KafkaException("The adapter is stopping.");
        }
    }

    /** What is under way fails soon, and nothing is asked any more; {@link #close} is still due. Any thread. */
    void abandon() {
        abandoned = true;
        Admin present = admin;
        if (present != null) {
            present.close(END_WITHIN);
        }
    }

    private boolean hasAnswered() {
        return firstAnswer != null && firstAnswer.isDone() && !firstAnswer.isCompletedExceptionally();
    }

    /**
     * Waits for an answer of the present client until the deadline, or until the client is given up; an answer that has come is
     * taken after it, too.
     */
    <T> T await(String what, KafkaFuture<T> answer, long deadlineNanos) throws UnansweredException {
        try {
            long now = System.nanoTime();
            long restNanos = deadlineNanos - now;
            T told = answer.get(
                    Math.max(0, hasAnswered() ? restNanos : Math.min(restNanos, giveUpAt - now)), TimeUnit.NANOSECONDS);
            unanswered = 0;
            return told;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("Interrupted while waiting for Kafka to " + what + ".", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (isFatal(cause)) {
                close();
            } else if (Causes.has(cause, org.apache.kafka.common.errors.TimeoutException.class)) {
                wasSilent();
            } else {
                unanswered = 0;
            }
            throw new UnansweredException("Kafka did not " + what + ": " + sentence(cause), cause);
        } catch (TimeoutException e) {
            wasSilent();
            throw new UnansweredException("Kafka did not " + what + " in time.", e);
        }
    }

    private void wasSilent() {
        if (++unanswered >= NEW_CLIENT_AFTER) {
            close();
        }
    }

    private String sentence(Throwable cause) {
        String text = Causes.text(cause);
        return text + (text.endsWith(".") ? "" : ".") + Remedy.of(cause, principal);
    }

    /** After such a failure the client answers all that follows with it, though what was wrong may have been set right. */
    static boolean isFatal(Throwable failure) {
        return Causes.has(failure, AuthenticationException.class);
    }

    static long deadline(Duration within) {
        return System.nanoTime() + within.toNanos();
    }

    /** Does not wait for what is under way: a second at most, for the client's own thread. */
    @Override
    public void close() {
        Admin present = admin;
        if (present != null) {
            present.close(END_WITHIN);
            present.close(CLOSE_WITHIN); // the first call's time stays; this one only waits for the thread
            admin = null;
            firstAnswer = null;
            unanswered = 0;
        }
    }
}
