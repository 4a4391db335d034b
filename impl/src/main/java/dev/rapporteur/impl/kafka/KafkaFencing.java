package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.Fencing;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.lang.System.Logger;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fences an id by initialising a producer for it; after a second without an answer its coordinator is asked how far the former
 * transaction is. For one thread.
 */
final class KafkaFencing implements Fencing {

    private static final Logger LOG = System.getLogger(KafkaFencing.class.getName());
    private static final Set<TransactionState> DECIDED =
            Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);
    private static final long AGAIN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AdminAccess admin;
    private final KafkaTransactionalLinks links;
    private final String id;
    private @Nullable KafkaTransactionalLink link;
    private @Nullable KafkaFuture<TransactionDescription> question;
    private @Nullable String trouble;
    private long initialiseAtNanos;
    private long askAtNanos;
    private boolean decided;
    private boolean fenced;

    /**
     * Begins.
     *
     * @param admin of the same thread; stays open
     * @param links makes the producers
     * @param id to be fenced
     */
    KafkaFencing(AdminAccess admin, KafkaTransactionalLinks links, String id) {
        this.admin = admin;
        this.links = links;
        this.id = id;
        this.initialiseAtNanos = System.nanoTime();
        this.askAtNanos = initialiseAtNanos + AGAIN_AFTER_NANOS;
    }

    @Override
    public Answer ask() {
        long nowNanos = System.nanoTime();
        initialise(nowNanos);
        hearCoordinator();
        if (question == null && !fenced && nowNanos - askAtNanos >= 0) {
            askCoordinator(nowNanos);
        }
        if (fenced) {
            return new Answer(Outcome.FENCED, null);
        }
        if (decided) {
            return new Answer(Outcome.DECIDED, null);
        }
        return trouble == null ? new Answer(Outcome.PENDING, null) : new Answer(Outcome.FAILED, trouble);
    }

    private void initialise(long nowNanos) {
        if (fenced || (link == null && nowNanos - initialiseAtNanos < 0)) {
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
            initialiseAtNanos = nowNanos + AGAIN_AFTER_NANOS;
            close();
        }
    }

    private void askCoordinator(long nowNanos) {
        askAtNanos = nowNanos + AGAIN_AFTER_NANOS;
        try {
            question = admin.ask(
                            "describe the transaction of " + id, client -> client.describeTransactions(List.of(id)))
                    .description(id);
        } catch (UnansweredException e) {
            LOG.log(Logger.Level.DEBUG, "Coordinators can't be asked now", e); // its next turn comes
        }
    }

    private void hearCoordinator() {
        if (question != null && question.isDone()) {
            decided |= DECIDED.contains(state(question));
            question = null;
        }
    }

    private TransactionState state(KafkaFuture<TransactionDescription> answer) {
        try {
            return answer.get().state();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // It is asked again.
            LOG.log(Logger.Level.DEBUG, "The coordinator of " + id + " does not tell its state now", e);
        }
        return TransactionState.UNKNOWN;
    }

    @Override
    public void close() {
        if (link != null) {
            link.abandon();
            link = null;
        }
    }
}
