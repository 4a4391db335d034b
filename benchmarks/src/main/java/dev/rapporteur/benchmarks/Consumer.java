package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Takes from the partition buffers as the dispatcher does, with a Kafka that confirms at once. For one thread at a time.
 */
final class Consumer {

    private static final int VISIT_REPORTS = 1_000;
    private static final long VISIT_BYTES = 1 << 20;

    private final BareEngine engine;
    private final int firstPartition;
    private final ToLongFunction<OutboundReport> reading;

    /**
     * Over the partitions from this one on; the others are stuck.
     *
     * @param engine whose partitions
     * @param firstPartition 0 for all
     * @param reading reads as much of a report as shall be measured, and says how many bytes that was
     */
    Consumer(BareEngine engine, int firstPartition, ToLongFunction<OutboundReport> reading) {
        this.engine = engine;
        this.firstPartition = firstPartition;
        this.reading = reading;
    }

    /**
     * Visits each of them once, and notes in the journal what it took as delivered.
     *
     * @return bytes that it read of the reports that it took
     */
    long round() {
        long bytes = 0;
        List<Frame.Position> positions = new ArrayList<>();
        for (PartitionBuffer buffer : engine.outbound().partitions()) {
            List<OutboundReport> taken =
                    buffer.id().number() < firstPartition ? List.of() : buffer.take(VISIT_REPORTS, VISIT_BYTES);
            if (taken.isEmpty()) {
                continue;
            }
            for (OutboundReport report : taken) {
                bytes += reading.applyAsLong(report);
            }
            long next = taken.get(taken.size() - 1).sequence() + 1;
            buffer.acknowledge(next);
            positions.add(new Frame.Position(buffer.id().topic(), buffer.id().number(), next));
        }
        if (!positions.isEmpty()) {
            engine.appendLazily(new Frame.Delivered(positions));
        }
        return bytes;
    }
}
