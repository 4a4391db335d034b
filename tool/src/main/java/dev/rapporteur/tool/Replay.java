package dev.rapporteur.tool;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.tool.OpenJournal;
import dev.rapporteur.impl.tool.ReportFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends the undelivered reports, a batch of each partition at a time, in order within each. What Kafka has confirmed is noted,
 * durably, before the next batch is sent; what had arrived without being noted is passed over. For one thread.
 */
final class Replay {

    /** A report and what Kafka will say about it. */
    private record Sent(OutboundReport report, Future<RecordMetadata> answer) {}

    /** Partitions at a time: their batches are in memory together. */
    private static final int TOGETHER = 16;

    private final OpenJournal journal;
    private final Producer<byte[], byte[]> producer;
    private final ProgressFile progress;
    private final ProgressBar bar;
    private final Arrivals arrivals;
    /** What may lie where a partition's reports go: read once for each such place, before anything is sent there. */
    private final Map<PartitionId, Set<String>> arrived = new HashMap<>();

    private long sent;
    private long passedOver;

    Replay(
            OpenJournal journal,
            Producer<byte[], byte[]> producer,
            Arrivals arrivals,
            ProgressFile progress,
            ProgressBar bar) {
        this.journal = journal;
        this.producer = producer;
        this.arrivals = arrivals;
        this.progress = progress;
        this.bar = bar;
    }

    /** Sends all that can be sent. @return how many reports */
    long run(ReportFilter filter) throws IOException, InterruptedException {
        List<PartitionBuffer> wanted = new ArrayList<>(journal.partitions().stream()
                .filter(buffer -> filter.takesTopic(buffer.id().topic()))
                .toList());
        while (!wanted.isEmpty()) {
            List<PartitionBuffer> now = List.copyOf(wanted.subList(0, Math.min(TOGETHER, wanted.size())));
            now.forEach(buffer -> look(buffer.id(), wanted));
            wanted.removeAll(sendSome(now));
        }
        return sent;
    }

    /** Reports that Kafka had already. */
    long passedOver() {
        return passedOver;
    }

    /** Only before anything is sent there: else that would push out of sight what is to be found. */
    private void look(PartitionId partition, List<PartitionBuffer> wanted) {
        if (arrived.containsKey(partition)) {
            return;
        }
        PartitionId destination = journal.destination(partition);
        List<PartitionId> going = wanted.stream()
                .map(PartitionBuffer::id)
                .filter(id -> journal.destination(id).equals(destination))
                .toList();
        Set<String> ids = arrivals.idsAtTheEndOf(destination, going.size());
        going.forEach(id -> arrived.put(id, ids));
    }

    /** The next batch, from the first report on that has not arrived. */
    private List<OutboundReport> next(PartitionBuffer buffer) {
        Set<String> ids = arrived.getOrDefault(buffer.id(), Set.of());
        List<OutboundReport> batch = journal.next(buffer);
        while (!ids.isEmpty() && !batch.isEmpty()) {
            int known = 0;
            while (known < batch.size() && ids.contains(batch.get(known).id().toString())) {
                known++;
            }
            if (known > 0) {
                note(buffer.id(), batch.get(known - 1).sequence() + 1);
                passedOver += known;
                bar.add(known);
            }
            if (known < batch.size()) {
                arrived.put(buffer.id(), Set.of()); // what comes after it can't have arrived before it
                return batch.subList(known, batch.size());
            }
            batch = journal.next(buffer);
        }
        return batch;
    }

    private void note(PartitionId partition, long next) {
        progress.next(partition, next);
        journal.delivered(partition, next);
    }

    /** Sends a batch of each. @return the partitions of which there is no more */
    private List<PartitionBuffer> sendSome(List<PartitionBuffer> buffers) throws IOException, InterruptedException {
        List<PartitionBuffer> finished = new ArrayList<>();
        Map<PartitionBuffer, List<Sent>> batches = new LinkedHashMap<>();
        for (PartitionBuffer buffer : buffers) {
            List<OutboundReport> batch = next(buffer);
            if (batch.isEmpty()) {
                finished.add(buffer);
            } else {
                batches.put(
                        buffer,
                        batch.stream()
                                .map(report -> new Sent(report, producer.send(recordOf(report))))
                                .toList());
            }
        }
        producer.flush();
        RefusedException failure = null;
        for (Map.Entry<PartitionBuffer, List<Sent>> batch : batches.entrySet()) {
            RefusedException own = confirm(batch.getKey().id(), batch.getValue());
            failure = failure == null ? own : failure;
        }
        progress.save();
        if (failure != null) {
            throw failure;
        }
        return finished;
    }

    /** Notes how far Kafka has confirmed without a gap. @return why not all; null if all */
    private @Nullable RefusedException confirm(PartitionId partition, List<Sent> batch) throws InterruptedException {
        long next = -1;
        RefusedException failure = null;
        for (Sent one : batch) {
            try {
                RecordMetadata unused = one.answer().get();
                next = one.report().sequence() + 1;
                sent++;
                bar.add(1);
            } catch (ExecutionException e) {
                failure = new RefusedException(
                        "Kafka did not take " + one.report() + ": " + e.getCause()
                                + ". Nothing of that partition is counted as sent from there on. See to it, then repeat the"
                                + " same command: it goes on from here.",
                        e.getCause());
                break;
            }
        }
        if (next >= 0) {
            note(partition, next);
        }
        return failure;
    }

    private ProducerRecord<byte[], byte[]> recordOf(OutboundReport report) {
        PartitionId to = journal.destination(report.partition());
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(to.topic(), to.number(), report.timestampMs(), report.key(), report.payload());
        report.headers().forEach(header -> sent.headers().add(header.name(), header.value()));
        sent.headers().add(ReportId.HEADER, report.id().toString().getBytes(StandardCharsets.US_ASCII));
        return sent;
    }
}
