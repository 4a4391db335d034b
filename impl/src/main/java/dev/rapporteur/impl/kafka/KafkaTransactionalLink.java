package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A transactional link by the Java client's KafkaProducer, with {@code max.block.ms=0}: what takes time throws TimeoutException
 * and goes on; the same call again finds it done.
 *
 * <p><b>Order, with five requests in flight</b>, read in the source of client and broker (4.3.1):
 *
 * <ul>
 *   <li>Each batch has a sequence number, and a broker that has state of the producer takes it only behind the one before. Without
 *       state it takes the number 0 only, where transactions have version 2; where they have version 1, any
 *       ({@code ProducerAppendInfo.checkSequence}). Then a later batch may get in first; but the earlier one is refused from there on,
 *       for its number is not the next.
 *   <li>EndTxn is sent when no batch is incomplete, and not in an error state ({@code TransactionManager.nextRequest}); a batch that
 *       failed for good makes an error state ({@code Sender.failBatch}, {@code maybeTransitionToErrorState}). So a transaction
 *       commits only if each of its batches was taken.
 *   <li>But {@code Sender.maybeSendAndPollTransactionalRequest} looks for incomplete batches before it looks, under a lock, whether there
 *       is an EndTxn to be sent. What is handed over between these two, and then the commit, is overtaken by EndTxn: it is not in
 *       the transaction, and never sent, since its partition is in no transaction any more. So the client is asked to commit only
 *       when all that was sent is acknowledged.
 * </ul>
 *
 * <p>All together: in what commits, all batches of a partition stand in order. What does not commit is rewound, and no reader of
 * committed records sees it. Readers of uncommitted records may see the reports of a spoilt transaction in another order.
 *
 * <p><b>What is known after a failure.</b> A receipt that fails was of a batch that was incomplete until then, so EndTxn was not
 * sent, and will not be: NOT_COMMITTED. Any other failure of a commit leaves it UNKNOWN, also those that seem to tell (a fenced
 * producer's own EndTxn, repeated, may have taken effect the first time).
 *
 * <p>A send without metadata, or without room in the client's buffer, spoils the client's transaction. So it is asked for the
 * metadata first; and room is the dispatcher's business (LinkMemory).
 */
final class KafkaTransactionalLink implements TransactionalLink {

    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(1);

    private final String transactionalId;
    private final UUID journalId;
    private final String progressTopic;
    private final Producer<byte[], byte[]> producer;
    private final Principal principal;
    private final Farewell farewell;

    private State state = State.NEW;
    private boolean fenced;
    private volatile boolean committing;
    private volatile OpenTransaction transaction;

    /**
     * Opens.
     *
     * @param journalId whose markers it writes
     * @param ending told the thread that ends last, once the link is abandoned
     */
    KafkaTransactionalLink(
            String transactionalId,
            UUID journalId,
            String progressTopic,
            Map<String, Object> properties,
            Consumer<Thread> ending) {
        this.transactionalId = transactionalId;
        this.journalId = journalId;
        this.progressTopic = progressTopic;
        this.principal = Principal.of(properties);
        this.transaction = new OpenTransaction(principal);
        this.producer = OwnLoader.run(
                () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
        this.farewell = new Farewell(producer, ending);
    }

    @Override
    public Step initialise() throws LostException {
        require(State.NEW);
        if (fence() == Step.PENDING || notYet(() -> "", progressTopic, 0) != null) {
            return Step.PENDING;
        }
        state = State.READY;
        return Step.DONE;
    }

    /** The first half of initialising: former producers of the id can do nothing any more. */
    Step fence() throws LostException {
        if (!fenced) {
            fenced = asked("initialise", producer::initTransactions) == Step.DONE;
        }
        return fenced ? Step.DONE : Step.PENDING;
    }

    @Override
    public void begin() throws LostException {
        require(State.READY);
        transaction = new OpenTransaction(principal);
        Step unused = asked("begin a transaction", producer::beginTransaction); // asks nobody
        state = State.OPEN;
    }

    @Override
    public @Nullable SendFailure send(OutboundReport report, PartitionId to, BrokerLink.Receipt receipt) {
        SendFailure failure = ready(
                () -> "Report " + report.id() + " to " + report.partition().goingTo(to), to.topic(), to.number());
        if (failure != null) {
            return failure;
        }
        transaction.sending();
        Exception refusal = TransactionAnswer.of(report, to, receipt, transaction, farewell)
                .send(producer, ReportRecord.of(report, to));
        return refusal == null ? null : transaction.failed(report, to, refusal); // what is not taken spoils it, too
    }

    @Override
    public @Nullable SendFailure mark(PartitionId partition, Marker marker, int progressPartition) {
        SendFailure failure = ready(() -> "The marker of " + partition, progressTopic, progressPartition);
        if (failure != null) {
            return failure;
        }
        transaction.sending();
        Exception refusal = TransactionAnswer.ofMarker(partition, transaction, farewell)
                .send(
                        producer,
                        new ProducerRecord<>(
                                progressTopic,
                                progressPartition,
                                MarkerCodec.key(journalId, partition),
                                MarkerCodec.value(marker)));
        if (refusal == null) {
            return null;
        }
        transaction.markerFailed(partition, refusal);
        return SendFailure.linkLost(this + " is lost: " + explained(refusal));
    }

    @Override
    public Step commit() throws LostException {
        if (state != State.COMMITTING) {
            require(State.OPEN);
            if (!transaction.isAcknowledged()) {
                return Step.PENDING; // else EndTxn might overtake it
            }
            committing = true;
            state = State.COMMITTING;
        }
        require(State.COMMITTING);
        Step step = asked("commit", producer::commitTransaction);
        if (step == Step.DONE) {
            throwIfSpoilt(); // never, as the class comment argues
            committing = false;
            state = State.READY;
        }
        return step;
    }

    @Override
    public Map<PartitionId, Long> starts() {
        return transaction.starts();
    }

    @Override
    public Map<PartitionId, Long> ends() {
        return transaction.ends();
    }

    @Override
    public State state() {
        return farewell.isSaid() || transaction.isSpoilt() ? State.LOST : state;
    }

    @Override
    public @Nullable String trouble() {
        if (state() != State.LOST) {
            return null;
        }
        Exception cause = transaction.cause();
        return this + (cause == null ? " was abandoned." : " is lost: " + explained(cause));
    }

    @Override
    public Outcome outcome() {
        return committing && !transaction.isSpoilt() ? Outcome.UNKNOWN : Outcome.NOT_COMMITTED;
    }

    @Override
    public void abandon() {
        farewell.say();
    }

    @Override
    public void leave() {
        farewell.say(LEAVE_WITHIN);
    }

    /** One of the client's calls that begin something, or find it done. */
    private Step asked(String what, Runnable call) throws LostException {
        try {
            call.run();
            return Step.DONE;
        } catch (TimeoutException e) {
            return Step.PENDING;
        } catch (KafkaException | IllegalStateException e) {
            throw lost("can't " + what, e);
        }
    }

    private void require(State needed) throws LostException {
        throwIfSpoilt();
        if (farewell.isSaid()) {
            throw new LostException(outcome(), Cure.ANEW, this + " was abandoned.", null);
        }
        if (state != needed) {
            throw new IllegalStateException(this + " is " + state + ", and this needs " + needed);
        }
    }

    private void throwIfSpoilt() throws LostException {
        Exception cause = transaction.cause();
        if (cause != null) {
            throw lost("can't commit", cause);
        }
    }

    private LostException lost(String what, Exception failure) {
        Outcome outcome = outcome();
        Exception cause = transaction.cause() == null ? failure : transaction.cause();
        abandon();
        return new LostException(
                outcome,
                transaction.hasCulprit() ? Cure.ANEW : LinkFailures.cure(cause),
                this + " " + what + ": " + explained(cause),
                cause);
    }

    private String explained(Exception cause) {
        String reason = transaction.reason() == null ? Causes.text(cause) : transaction.reason();
        return reason + (reason.endsWith(".") ? "" : ".") + Remedy.of(cause, principal);
    }

    /** Why nothing can be handed over now; null if it can. */
    private @Nullable SendFailure ready(Supplier<String> what, String topic, int partition) {
        String trouble = trouble();
        if (trouble != null) {
            return SendFailure.linkLost(trouble);
        }
        if (state != State.OPEN) {
            throw new IllegalStateException(this + " is " + state + ", and sending needs " + State.OPEN);
        }
        return notYet(what, topic, partition);
    }

    /** Why the client does not know this partition; null if it does. Does not touch the transaction. */
    private @Nullable SendFailure notYet(Supplier<String> what, String topic, int partition) {
        try {
            List<?> known = producer.partitionsFor(topic);
            return partition < known.size()
                    ? null
                    : SendFailure.notYet(what.get() + " can't be sent yet: the client knows " + known.size()
                            + " partitions of topic \"" + topic + "\".");
        } catch (RetriableException e) {
            return SendFailure.notYet(what.get() + " can't be sent yet: " + Causes.text(e) + ".");
        } catch (KafkaException | IllegalStateException e) {
            return ErrorPolicy.of(e) == ErrorPolicy.REBUILD
                    ? SendFailure.linkLost(this + " is lost: " + Causes.text(e) + ".")
                    : SendFailure.refused(what.get() + " can't be sent: " + Causes.text(e) + ".");
        }
    }

    @Override
    public String toString() {
        return "The producer \"" + transactionalId + "\"";
    }
}
