package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.Finality;
import dev.rapporteur.impl.dispatch.UnansweredException;
import dev.rapporteur.impl.outbound.PartitionId;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks partitions' leaders and transactions' coordinators by the Java client's Admin. For one thread. */
final class KafkaFinality implements Finality, AutoCloseable {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** States in which all partitions that the coordinator does not name have been told of the end. */
    private static final Set<TransactionState> DECIDED = Set.of(
            TransactionState.EMPTY,
            TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT,
            TransactionState.COMPLETE_COMMIT,
            TransactionState.COMPLETE_ABORT);

    /** States in which those that the coordinator names are still to be told. */
    private static final Set<TransactionState> TELLING =
            Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

    /** States in which it owes them nothing of the last transaction. */
    private static final Set<TransactionState> LAST_ENDED = Set.of(
            TransactionState.EMPTY,
            TransactionState.COMPLETE_COMMIT,
            TransactionState.COMPLETE_ABORT,
            TransactionState.ONGOING);

    /** A question for a last stable offset, asked anew then. */
    private record Asking(KafkaFuture<ListOffsetsResultInfo> answer, long until) {}

    private static final Logger LOG = System.getLogger(KafkaFinality.class.getName());
    /** Of a producer that ends what hangs. */
    private static final int BLOCKING_CALLS = 3;

    private static final Duration STABLE_WITHIN = Duration.ofSeconds(5);

    private final EngineConfig config;
    private final Map<PartitionId, Asking> asking = new HashMap<>();
    private final Endings endings = new Endings();
    private final AdminAccess admin;
    private volatile boolean abandoned;

    /** For an engine's cluster. */
    public KafkaFinality(EngineConfig config) {
        this(config, new AdminAccess(config));
    }

    /** By a client that others on the same thread may use, too; closed with this. */
    KafkaFinality(EngineConfig config, AdminAccess admin) {
        this.config = config;
        this.admin = admin;
    }

    @Override
    public void ask(Collection<PartitionId> partitions, Runnable answered) {
        try {
            Admin asked = admin.client(); // another one, if this has answered nothing for too long
            Map<TopicPartition, OffsetSpec> question = new HashMap<>();
            for (PartitionId partition : partitions) {
                if (!asking.containsKey(partition)) {
                    question.put(of(partition), OffsetSpec.latest());
                }
            }
            if (question.isEmpty()) {
                return;
            }
            ListOffsetsResult answers =
                    asked.listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
            long until = AdminAccess.deadline(STABLE_WITHIN);
            for (TopicPartition partition : question.keySet()) {
                KafkaFuture<ListOffsetsResultInfo> answer = answers.partitionResult(partition);
                asking.put(of(partition), new Asking(answer, until));
                KafkaFuture<?> unused = answer.whenComplete((offset, failure) -> answered.run());
            }
        } catch (KafkaException | IllegalStateException e) {
            LOG.log(Logger.Level.DEBUG, "Last stable offsets can't be asked for now", e); // asked again
        }
    }

    @Override
    public Map<PartitionId, Long> takeStable() {
        Map<PartitionId, Long> stable = new HashMap<>();
        long now = System.nanoTime();
        asking.entrySet().removeIf(one -> {
            Asking question = one.getValue();
            if (question.answer().isDone()) {
                try {
                    long offset = admin.await("tell an offset", question.answer(), now)
                            .offset();
                    stable.put(one.getKey(), offset);
                } catch (UnansweredException e) {
                    LOG.log(Logger.Level.DEBUG, "A last stable offset is not known", e); // asked again
                }
                return true;
            }
            return now - question.until() >= 0;
        });
        return stable;
    }

    @Override
    public Look hanging(Collection<String> transactionalIds, Collection<PartitionId> partitions, Duration within)
            throws UnansweredException {
        if (transactionalIds.isEmpty() || partitions.isEmpty()) {
            return new Look(List.of(), Map.of(), Map.of());
        }
        long deadline = AdminAccess.deadline(within);
        Map<String, String> unknown = new HashMap<>();
        Map<String, TransactionDescription> transactions = describe(transactionalIds, unknown, deadline);
        Map<PartitionId, String> unanswered = new HashMap<>();
        transactions.forEach((id, transaction) -> {
            if (TELLING.contains(transaction.state())) {
                transaction.topicPartitions().forEach(one -> unanswered.put(of(one), untold(id)));
            } else if (!DECIDED.contains(transaction.state())) {
                unknown.put(id, "a transaction of " + id + " is still open; its coordinator ends it in some seconds.");
            }
        });
        unanswered.keySet().retainAll(partitions);
        Set<PartitionId> others = new HashSet<>(partitions);
        others.removeAll(unanswered.keySet());
        Look look = open(producerIds(transactions, DECIDED), others, deadline);
        unanswered.putAll(look.unanswered());
        return new Look(look.hanging(), unanswered, unknown);
    }

    private static String untold(String transactionalId) {
        return "it has not been told yet how the last transaction of " + transactionalId
                + " ended. Check the partition's leader and its in-sync replicas.";
    }

    @Override
    public Set<PartitionId> ended(String transactionalId, Collection<PartitionId> partitions, Duration within) {
        long deadline = AdminAccess.deadline(within);
        try {
            Map<Long, String> producerIds =
                    producerIds(describe(List.of(transactionalId), new HashMap<>(), deadline), LAST_ENDED);
            if (producerIds.isEmpty()) {
                return Set.of();
            }
            Look open = open(producerIds, partitions, deadline);
            Set<PartitionId> ended = new HashSet<>(partitions);
            ended.removeAll(open.unanswered().keySet());
            open.hanging().forEach(one -> ended.remove(one.partition()));
            return ended;
        } catch (UnansweredException e) {
            LOG.log(Logger.Level.DEBUG, "Whether a transaction has ended can't be asked now", e); // asked again
            return Set.of();
        }
    }

    /** What these producers have open. */
    private Look open(Map<Long, String> producerIds, Collection<PartitionId> partitions, long deadline)
            throws UnansweredException {
        if (partitions.isEmpty()) {
            return new Look(List.of(), Map.of(), Map.of());
        }
        DescribeProducersResult producers = admin.ask(
                "describe producers",
                asked -> asked.describeProducers(
                        partitions.stream().map(KafkaFinality::of).toList()));
        List<Hanging> hanging = new ArrayList<>();
        Map<PartitionId, String> unanswered = new HashMap<>();
        for (PartitionId partition : partitions) {
            for (ProducerState producer : producers(producers, partition, unanswered, deadline)) {
                String id = producerIds.get(producer.producerId());
                if (id != null && producer.currentTransactionStartOffset().isPresent()) {
                    long from = producer.currentTransactionStartOffset().getAsLong();
                    hanging.add(new Hanging(id, partition, producer.producerId(), from));
                }
            }
        }
        return new Look(hanging, unanswered, Map.of());
    }

    private List<ProducerState> producers(
            DescribeProducersResult answers,
            PartitionId partition,
            Map<PartitionId, String> unanswered,
            long deadline) {
        try {
            return admin.await(
                            "describe the producers of " + partition, answers.partitionResult(of(partition)), deadline)
                    .activeProducers();
        } catch (UnansweredException e) {
            unanswered.put(partition, unanswered(e));
            return List.of();
        }
    }

    private static String unanswered(UnansweredException e) {
        return e.getCause() instanceof AuthorizationException
                ? "whether a transaction hangs there can't be asked for. Grant READ on the topic."
                : String.valueOf(e.getMessage());
    }

    /**
     * Those that are there, by transactional id.
     *
     * @param unknown takes those whose coordinators did not answer, with the reason
     */
    private Map<String, TransactionDescription> describe(
            Collection<String> transactionalIds, Map<String, String> unknown, long deadline)
            throws UnansweredException {
        DescribeTransactionsResult answers =
                admin.ask("describe transactions", asked -> asked.describeTransactions(transactionalIds));
        Map<String, TransactionDescription> transactions = new HashMap<>();
        for (String id : transactionalIds) {
            try {
                transactions.put(id, admin.await("describe transaction " + id, answers.description(id), deadline));
            } catch (UnansweredException e) {
                if (!(e.getCause() instanceof TransactionalIdNotFoundException)) { // never used, or expired
                    unknown.put(id, String.valueOf(e.getMessage()));
                }
            }
        }
        return transactions;
    }

    /** The transactional ids of those that are in one of these states, by producer id. */
    private static Map<Long, String> producerIds(
            Map<String, TransactionDescription> transactions, Set<TransactionState> states) {
        Map<Long, String> producerIds = new HashMap<>();
        transactions.forEach((id, transaction) -> {
            if (states.contains(transaction.state())) {
                producerIds.put(transaction.producerId(), id);
            }
        });
        return producerIds;
    }

    @Override
    public void abort(Hanging hanging, Duration within) throws UnansweredException {
        long deadline = AdminAccess.deadline(within);
        Map<String, Object> properties = ClientSettings.transactional(config, hanging.transactionalId());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.max(1, within.toMillis() / BLOCKING_CALLS));
        Producer<byte[], byte[]> producer = null;
        try {
            producer = OwnLoader.run(
                    () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
            producer.initTransactions();
            producer.beginTransaction();
            // With a key, or a compacted topic refuses it.
            producer.send(new ProducerRecord<>(
                            hanging.partition().topic(),
                            hanging.partition().number(),
                            "rapporteur".getBytes(StandardCharsets.US_ASCII),
                            new byte[0]))
                    .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            producer.abortTransaction();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("Interrupted while ending " + hanging + ".", e);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new UnansweredException(hanging + " can't be ended: " + Causes.text(e) + ".", e);
        } finally {
            if (producer != null) {
                new Farewell(producer, endings::add).say();
            }
        }
        while (!ended(hanging.transactionalId(), List.of(hanging.partition()), rest(deadline))
                .contains(hanging.partition())) {
            if (abandoned || System.nanoTime() - deadline > 0) {
                throw new UnansweredException(hanging + " was ended, and the partition does not show it yet.");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** What is under way fails soon, and nothing is asked any more. Any thread. */
    void abandon() {
        abandoned = true;
        admin.abandon();
    }

    private static Duration rest(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private static PartitionId of(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }

    private static TopicPartition of(PartitionId partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }

    /**
     * Waits until the threads of all clients that it closed have ended.
     *
     * @return whether they have
     */
    public boolean awaitEnd(Duration max) {
        return endings.await(max);
    }

    /** Does not wait for what is under way. */
    @Override
    public void close() {
        admin.close();
    }
}
