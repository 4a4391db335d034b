package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.Fencing;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.lang.System.Logger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fences ids by initialising a producer for each; after a second without an answer the coordinators are asked how far the
 * former transactions are. For one thread.
 */
final class KafkaFencing implements Fencing {

    private static final Logger LOG = System.getLogger(KafkaFencing.class.getName());
    private static final Set<TransactionState> DECIDED =
            Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);
    private static final long AGAIN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KafkaTransactionalLinks links;
    private final AdminAccess admin;
    private final LongSupplier nanoTime;
    private final Map<String, One> all = new LinkedHashMap<>();
    private @Nullable DescribeTransactionsResult question;
    private Set<String> asked = Set.of();
    private long askAt;

    /**
     * Begins.
     *
     * @param admin of the same thread; stays open
     * @param links makes the producers
     * @param transactionalIds to be fenced
     */
    KafkaFencing(AdminAccess admin, KafkaTransactionalLinks links, Collection<String> transactionalIds) {
        this(admin, links, transactionalIds, System::nanoTime);
    }

    KafkaFencing(
            AdminAccess admin,
            KafkaTransactionalLinks links,
            Collection<String> transactionalIds,
            LongSupplier nanoTime) {
        this.links = links;
        this.admin = admin;
        this.nanoTime = nanoTime;
        this.askAt = nanoTime.getAsLong() + AGAIN_AFTER_NANOS;
        transactionalIds.forEach(id -> all.put(id, new One(id)));
    }

    @Override
    public Map<String, Answer> ask() {
        long now = nanoTime.getAsLong();
        all.values().forEach(one -> one.step(now));
        hearCoordinators();
        if (question == null && now - askAt >= 0) {
            askCoordinators(now);
        }
        Map<String, Answer> answers = new LinkedHashMap<>();
        all.forEach((id, one) -> answers.put(id, one.answer()));
        return answers;
    }

    private void askCoordinators(long now) {
        askAt = now + AGAIN_AFTER_NANOS;
        Set<String> pending = all.entrySet().stream()
                .filter(one -> !one.getValue().fenced)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (pending.isEmpty()) {
            return;
        }
        try {
            question = admin.ask("describe transactions", client -> client.describeTransactions(pending));
            asked = pending;
        } catch (UnansweredException e) {
            LOG.log(Logger.Level.DEBUG, "Coordinators can't be asked now", e); // its next turn comes
        }
    }

    private void hearCoordinators() {
        DescribeTransactionsResult answers = question;
        if (answers == null) {
            return;
        }
        boolean complete = true;
        for (String id : asked) {
            KafkaFuture<TransactionDescription> answer = answers.description(id);
            complete &= answer.isDone();
            if (answer.isDone()) {
                Objects.requireNonNull(all.get(id)).described(stateOf(id, answer));
            }
        }
        if (complete) {
            question = null;
        }
    }

    private static TransactionState stateOf(String id, KafkaFuture<TransactionDescription> answer) {
        try {
            return answer.get().state();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return TransactionState.UNKNOWN;
        } catch (ExecutionException e) {
            LOG.log(
                    Logger.Level.DEBUG,
                    "The coordinator does not tell the state of " + id + " now",
                    e); // its next turn comes
            return TransactionState.UNKNOWN;
        }
    }

    @Override
    public void close() {
        all.values().forEach(One::close);
    }

    /** One id. */
    private final class One {

        private final String id;
        private @Nullable KafkaTransactionalLink link;
        private @Nullable String trouble;
        private long againAt = nanoTime.getAsLong();
        private boolean decided;
        private boolean fenced;

        One(String id) {
            this.id = id;
        }

        void step(long now) {
            if (fenced || (link == null && now - againAt < 0)) {
                return;
            }
            try {
                if (link == null) {
                    link = links.make(id);
                }
                fenced = link.fence() == TransactionalLink.Step.DONE;
                if (fenced) {
                    close();
                }
            } catch (TransactionalLink.LostException | BrokerLink.NotOpenedException e) {
                trouble = e.getMessage();
                againAt = now + AGAIN_AFTER_NANOS;
                close();
            }
        }

        void described(TransactionState state) {
            decided |= DECIDED.contains(state);
        }

        Answer answer() {
            if (fenced) {
                return new Answer(Outcome.FENCED, null);
            }
            if (decided) {
                return new Answer(Outcome.DECIDED, null);
            }
            return trouble == null ? new Answer(Outcome.PENDING, null) : new Answer(Outcome.FAILED, trouble);
        }

        void close() {
            if (link != null) {
                link.abandon();
                link = null;
            }
        }
    }
}
