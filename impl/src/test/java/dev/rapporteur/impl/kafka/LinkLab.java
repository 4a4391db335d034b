package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.Finality;
import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.Markers;
import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import dev.rapporteur.impl.dispatch.UnansweredException;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** One journal's transactional links on a real cluster, with reports whose payloads are their sequences. For one thread. */
final class LinkLab implements AutoCloseable {

    static final String PROGRESS = "rapporteur-progress";
    static final Duration SOON = Duration.ofSeconds(60);
    static final String CLUSTER = "cluster";
    static final long INCARNATION = 7;

    /** What came of sends. */
    static final class Receipts implements BrokerLink.Receipt {

        final AtomicInteger acknowledged = new AtomicInteger();
        final Queue<SendFailure> failures = new ConcurrentLinkedQueue<>();

        @Override
        public void acknowledged() {
            acknowledged.incrementAndGet();
        }

        @Override
        public void failed(SendFailure failure) {
            failures.add(failure);
        }
    }

    final UUID journalId = UUID.randomUUID();
    final EngineConfig config;
    final KafkaTransactionalLinks links;
    final AtomicLong slowestNanos = new AtomicLong();
    private final List<MeasuredLink> opened = new ArrayList<>();
    private final KafkaCluster kafka;
    private final Map<PartitionId, PartitionBuffer> buffers = new HashMap<>();
    private final Map<PartitionId, List<OutboundReport>> reports = new HashMap<>();

    LinkLab(KafkaCluster kafka) {
        this.kafka = kafka;
        this.config = Delivery.config(kafka.bootstrapServers());
        this.links = new KafkaTransactionalLinks(config, journalId, PROGRESS);
    }

    MeasuredLink open(String id) throws BrokerLink.NotOpenedException {
        MeasuredLink link = new MeasuredLink(links.open(id), slowestNanos);
        opened.add(link);
        return link;
    }

    MeasuredLink initialised(String id) throws Exception {
        MeasuredLink link = open(id);
        await(link::initialise);
        return link;
    }

    /** What its former links had open is aborted, what they had committed is readable. */
    void fence(String id) throws Exception {
        initialised(id).abandon();
    }

    /**
     * Ends what is still open at these partitions although its coordinator calls it complete: with a broker that died
     * during a commit, each of them may have missed the end (docs/delivery-marker.md, "A trap").
     *
     * @return where something was ended: what was sent there is gone, whatever the marker says
     */
    Set<PartitionId> endHanging(Collection<String> ids, Collection<PartitionId> partitions) throws Exception {
        Set<PartitionId> ended = new HashSet<>();
        try (KafkaFinality finality = new KafkaFinality(config)) {
            for (Finality.Hanging hanging : Await.value(
                    "all partitions and coordinators answer",
                    SOON,
                    () -> answered(finality.hanging(ids, partitions, SOON)))) {
                finality.abort(hanging, SOON);
                ended.add(hanging.partition());
            }
            assertThat(finality.awaitEnd(SOON)).isTrue();
        }
        return ended;
    }

    static List<Finality.Hanging> answered(Finality.Look look) throws UnansweredException {
        if (!look.unanswered().isEmpty()) {
            throw new UnansweredException(look.unanswered() + " did not answer");
        }
        return look.hanging();
    }

    MeasuredLink begun(String id) throws Exception {
        MeasuredLink link = initialised(id);
        link.begin();
        return link;
    }

    static void await(Callable<TransactionalLink.Step> call) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (call.call() != TransactionalLink.Step.DONE) {
            assertThat(System.nanoTime()).as("done within " + SOON).isLessThan(deadline);
            LockSupport.parkNanos(500_000);
        }
    }

    /** Sends reports of these sequences, the last one excluded, again while the link says not yet. */
    void send(TransactionalLink link, PartitionId partition, long from, long to, Receipts receipts) {
        for (long sequence = from; sequence < to; sequence++) {
            OutboundReport report = report(partition, sequence);
            taken(() -> link.send(report, partition, receipts));
        }
    }

    void mark(TransactionalLink link, PartitionId partition, long next, int progressPartition) {
        taken(() -> link.mark(partition, new Marker(CLUSTER, INCARNATION, 0, next), progressPartition));
    }

    /** A whole transaction. */
    void deliver(TransactionalLink link, PartitionId partition, long from, long to) throws Exception {
        link.begin();
        send(link, partition, from, to, new Receipts());
        mark(link, partition, to, 0);
        await(link::commit);
    }

    private static void taken(Callable<@Nullable SendFailure> call) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            SendFailure failure;
            try {
                failure = call.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            if (failure == null) {
                return;
            }
            assertThat(failure.kind()).as(failure.reason()).isEqualTo(SendFailure.Kind.NOT_YET);
            assertThat(System.nanoTime()).as(failure.reason()).isLessThan(deadline);
            LockSupport.parkNanos(500_000);
        }
    }

    OutboundReport report(PartitionId partition, long sequence) {
        PartitionBuffer buffer = buffers.computeIfAbsent(partition, id -> Buffers.of(id.topic(), id.number()));
        List<OutboundReport> placed = reports.computeIfAbsent(partition, id -> new ArrayList<>());
        while (placed.size() <= sequence) {
            Buffers.place(buffer, 1);
            placed.addAll(buffer.take(1, 1));
        }
        return placed.get((int) sequence);
    }

    Markers markers() throws UnansweredException {
        return markers(SOON);
    }

    Markers markers(Duration within) throws UnansweredException {
        try (KafkaMarkerReader reader = new KafkaMarkerReader(config, journalId, PROGRESS)) {
            return reader.read(within);
        }
    }

    /** The next sequence that the markers name; 0 without. */
    static long next(Markers markers, PartitionId partition) {
        return markers.found().getOrDefault(partition, List.of()).stream()
                .mapToLong(Marker::nextSequence)
                .max()
                .orElse(0);
    }

    /** What readers of committed records see, in order. */
    List<String> readable(PartitionId partition) {
        return TopicReader.readAll(kafka.bootstrapServers(), partition.topic(), SOON).stream()
                .filter(record -> record.partition() == partition.number())
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** A commit's answer comes before the partitions are told. */
    void awaitReadable(PartitionId partition, long from, long to) {
        Await.until(
                partition + " shows what is committed",
                SOON,
                () -> !readable(partition).isEmpty() && readable(partition).size() >= to - from);
        assertThat(readable(partition)).isEqualTo(numbers(from, to));
    }

    static List<String> numbers(long from, long to) {
        return LongStream.range(from, to).mapToObj(Long::toString).toList();
    }

    /** Abandons what is still open. */
    @Override
    public void close() {
        opened.forEach(MeasuredLink::abandon);
        assertThat(links.awaitEnd(SOON)).isTrue();
    }
}
