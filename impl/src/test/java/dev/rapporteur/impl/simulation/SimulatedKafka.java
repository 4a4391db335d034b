package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.outbound.Observers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.List;
import java.util.SplittableRandom;

/** Kafka and who sends to it: takes reports from the buffers into the books, and lets the journal know it, or not. */
final class SimulatedKafka {

    private final SplittableRandom random;
    private final SimulatedEngine engine;
    private final SimulatedBooks books;

    SimulatedKafka(SplittableRandom random, SimulatedEngine engine, SimulatedBooks books) {
        this.random = random;
        this.engine = engine;
        this.books = books;
    }

    /** Takes some reports of a partition, maybe not all that were sent; the journal learns it, or a crash comes first. */
    void takeOfOne() {
        List<PartitionBuffer> buffers = engine.buffers();
        if (buffers.isEmpty()) {
            return;
        }
        // The first partition is stuck most of the time, so that old segments live on.
        int which = random.nextInt(8) == 0 ? 0 : random.nextInt(buffers.size());
        PartitionBuffer buffer = buffers.get(which);
        List<OutboundReport> sent = buffer.take(1 + random.nextInt(4), Long.MAX_VALUE);
        List<OutboundReport> kept = random.nextInt(3) == 0 ? sent.subList(0, random.nextInt(sent.size() + 1)) : sent;
        kept.forEach(books::arrive);
        if (!kept.isEmpty() && random.nextInt(4) != 0) {
            confirm(buffer, kept);
        }
        if (kept.size() < sent.size()) {
            buffer.rewind();
        }
    }

    /** Takes all that some partitions have in memory, and the journal doesn't learn it. */
    void takeUnnoticed() {
        for (PartitionBuffer buffer : engine.buffers()) {
            if (random.nextBoolean() && buffer.held() == null) {
                buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE).forEach(books::arrive);
                buffer.rewind();
            }
        }
    }

    /** Takes all that the partitions have in memory. @return whether there was any */
    boolean takeAll() {
        boolean any = false;
        for (PartitionBuffer buffer : engine.buffers()) {
            List<OutboundReport> taken = buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE);
            taken.forEach(books::arrive);
            if (!taken.isEmpty()) {
                confirm(buffer, taken);
                any = true;
            }
        }
        return any;
    }

    private void confirm(PartitionBuffer buffer, List<OutboundReport> taken) {
        long next = taken.get(taken.size() - 1).sequence() + 1;
        buffer.acknowledge(next);
        PartitionId id = buffer.id();
        if (isObserved(next)) {
            PartitionBuffer.Confirmed confirmed = buffer.confirmed(next);
            engine.journal()
                    .appendLazily(new Observing.Confirmed(
                            id.topic(),
                            id.number(),
                            next,
                            0,
                            confirmed.reports().stream()
                                    .map(PartitionBuffer.Confirmed.One::told)
                                    .toList()));
        } else {
            engine.journal().appendLazily(new Frame.Delivered(List.of(new Position(id.topic(), id.number(), next))));
        }
    }

    /** Somebody observes now and then, and is behind most of the time. */
    private boolean isObserved(long next) {
        Observers observers = engine.outbound().observers();
        long die = Long.hashCode(next) & 15;
        if (die == 0 || (die == 1 && observers.any())) {
            engine.journal().appendLazily(new Observing.Observed("simulated", observers.applied(), observers.active()));
        } else if (die == 2) {
            engine.journal().appendLazily(new Observing.Unobserved("simulated"));
        }
        return observers.any();
    }

    /** Whether a partition has something to be taken. */
    boolean mayTake() {
        return engine.buffers().stream().anyMatch(PartitionBuffer::ready);
    }

    void rewind() {
        engine.outbound().partitions().forEach(PartitionBuffer::rewind);
    }
}
