package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.Finality;
import dev.rapporteur.impl.dispatch.UnansweredException;
import dev.rapporteur.impl.outbound.PartitionId;
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
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks partitions' leaders and transactions' coordinators by the Java client's Admin. For one thread. */
public final class KafkaFinality implements Finality, AutoCloseable {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** States in which a coordinator owes the partitions nothing any more. */
    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    /** States in which it owes them nothing of the last transaction. */
    private static final Set<TransactionState> LAST_ENDED = Set.of(
            TransactionState.EMPTY,
            TransactionState.COMPLETE_COMMIT,
            TransactionState.COMPLETE_ABORT,
            TransactionState.ONGOING);

    private final EngineConfig config;
    private final Endings endings = new Endings();
    private final AdminAccess admin;

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
    public Set<PartitionId> reached(Map<PartitionId, Long> ends, Duration within) {
        long deadline = AdminAccess.deadline(within);
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        ends.keySet().forEach(partition -> question.put(of(partition), OffsetSpec.latest()));
        Set<PartitionId> reached = new HashSet<>();
        try {
            ListOffsetsResult answers = admin.ask(
                    "tell last stable offsets",
                    asked -> asked.listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)));
            for (Map.Entry<PartitionId, Long> end : ends.entrySet()) {
                if (lastStable(answers, end.getKey(), deadline) >= end.getValue()) {
                    reached.add(end.getKey());
                }
            }
        } catch (UnansweredException e) {
            return reached; // nothing is known of the others: asked again
        }
        return reached;
    }

    /** -1 if that is not told. */
    private long lastStable(ListOffsetsResult answers, PartitionId partition, long deadline) {
        try {
            return admin.await("tell an offset", answers.partitionResult(of(partition)), deadline)
                    .offset();
        } catch (UnansweredException e) {
            return -1;
        }
    }

    @Override
    public Look hanging(Collection<String> transactionalIds, Collection<PartitionId> partitions, Duration within)
            throws UnansweredException {
        if (transactionalIds.isEmpty() || partitions.isEmpty()) {
            return new Look(List.of(), Set.of());
        }
        long deadline = AdminAccess.deadline(within);
        return open(producerIds(transactionalIds, ENDED, deadline), partitions, deadline);
    }

    @Override
    public Set<PartitionId> ended(String transactionalId, Collection<PartitionId> partitions, Duration within) {
        long deadline = AdminAccess.deadline(within);
        try {
            Map<Long, String> producerIds = producerIds(List.of(transactionalId), LAST_ENDED, deadline);
            if (producerIds.isEmpty()) {
                return Set.of();
            }
            Look open = open(producerIds, partitions, deadline);
            Set<PartitionId> ended = new HashSet<>(partitions);
            ended.removeAll(open.unanswered());
            open.hanging().forEach(one -> ended.remove(one.partition()));
            return ended;
        } catch (UnansweredException e) {
            return Set.of(); // nothing is known: asked again
        }
    }

    /** What these producers have open. */
    private Look open(Map<Long, String> producerIds, Collection<PartitionId> partitions, long deadline)
            throws UnansweredException {
        DescribeProducersResult producers = admin.ask(
                "describe producers",
                asked -> asked.describeProducers(
                        partitions.stream().map(KafkaFinality::of).toList()));
        List<Hanging> hanging = new ArrayList<>();
        Set<PartitionId> unanswered = new HashSet<>();
        for (PartitionId partition : partitions) {
            for (ProducerState producer : producers(producers, partition, unanswered, deadline)) {
                String id = producerIds.get(producer.producerId());
                if (id != null && producer.currentTransactionStartOffset().isPresent()) {
                    long from = producer.currentTransactionStartOffset().getAsLong();
                    hanging.add(new Hanging(id, partition, producer.producerId(), from));
                }
            }
        }
        return new Look(hanging, unanswered);
    }

    private List<ProducerState> producers(
            DescribeProducersResult answers, PartitionId partition, Set<PartitionId> unanswered, long deadline) {
        try {
            return admin.await(
                            "describe the producers of " + partition, answers.partitionResult(of(partition)), deadline)
                    .activeProducers();
        } catch (UnansweredException e) {
            unanswered.add(partition);
            return List.of();
        }
    }

    /** The producer ids of those whose transaction is in one of these states. */
    private Map<Long, String> producerIds(
            Collection<String> transactionalIds, Set<TransactionState> states, long deadline)
            throws UnansweredException {
        DescribeTransactionsResult transactions =
                admin.ask("describe transactions", asked -> asked.describeTransactions(transactionalIds));
        Map<Long, String> producerIds = new HashMap<>();
        for (String id : transactionalIds) {
            try {
                TransactionDescription transaction =
                        admin.await("describe transaction " + id, transactions.description(id), deadline);
                if (states.contains(transaction.state())) {
                    producerIds.put(transaction.producerId(), id);
                }
            } catch (UnansweredException e) {
                if (!(e.getCause() instanceof TransactionalIdNotFoundException)) { // never used, or expired
                    throw e;
                }
            }
        }
        return producerIds;
    }

    @Override
    public void abort(Hanging hanging, Duration within) throws UnansweredException {
        long deadline = AdminAccess.deadline(within);
        Map<String, Object> properties = ClientSettings.transactional(config, hanging.transactionalId());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.max(1, within.toMillis()));
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
            throw new UnansweredException("Interrupted while ending " + hanging, e);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new UnansweredException(hanging + " can't be ended: " + Causes.text(e), e);
        } finally {
            if (producer != null) {
                new Farewell(producer, endings::add).say();
            }
        }
        while (!ended(hanging.transactionalId(), List.of(hanging.partition()), within)
                .contains(hanging.partition())) {
            if (System.nanoTime() - deadline > 0) {
                throw new UnansweredException(hanging + " was ended, and the partition does not show it yet", null);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
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
