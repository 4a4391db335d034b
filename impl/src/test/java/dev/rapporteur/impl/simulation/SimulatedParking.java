package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.ParkedReport;
import dev.rapporteur.impl.outbound.ParkedReports;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whoever parks what Kafka refuses for good, and the operator who retries or drops it, and maps partitions. Each waits until the frame is done. */
final class SimulatedParking {

    private static final int PARTITIONS = 3;
    /** Beside small segments their places weigh much. */
    private static final int PARKED_AT_MOST = 8;

    private static final int IDS = 4;

    private final SplittableRandom random;
    /** Of its own, so that lives stay what they were when nobody mapped. */
    private final SplittableRandom mappings = new SplittableRandom(1);

    private final SimulatedEngine engine;
    private final SimulatedBooks books;
    private final ParkingBooks parked;
    private final Runnable recover;

    SimulatedParking(SplittableRandom random, SimulatedEngine engine, SimulatedBooks books, Runnable recover) {
        this.random = random;
        this.engine = engine;
        this.books = books;
        this.parked = books.parked();
        this.recover = recover;
    }

    /** Kafka refuses one of those that were taken; what was taken before it arrives, or is rewound. */
    void park() {
        List<PartitionBuffer> buffers = engine.buffers();
        if (buffers.isEmpty() || engine.outbound().parked().reports() >= PARKED_AT_MOST) {
            return;
        }
        PartitionBuffer buffer = buffers.get(random.nextInt(buffers.size()));
        List<OutboundReport> sent = buffer.take(1 + random.nextInt(4), Long.MAX_VALUE);
        if (sent.isEmpty()) {
            return;
        }
        int which = random.nextInt(sent.size());
        boolean others = random.nextInt(3) != 0;
        if (others) {
            sent.subList(0, which).forEach(books::arrive);
        }
        OutboundReport poison = sent.get(which);
        long number = poison.id().number();
        long sequence = poison.sequence();
        parked.tries(number, ParkingBooks.State.PARKED);
        buffer.hold("one is being parked"); // nobody sends past it until it is
        if (done(ParkedReports.parkFrame(poison, "refused", 1), number)) {
            if (others && random.nextInt(4) != 0) {
                buffer.acknowledge(sequence + 1);
                engine.journal()
                        .appendLazily(new Frame.Delivered(List.of(
                                new Position(buffer.id().topic(), buffer.id().number(), sequence + 1))));
            }
            if (others) {
                buffer.rewindTo(sequence + 1);
            } else {
                buffer.rewind();
            }
        } else if (engine.journal().isOpen()) {
            buffer.rewind();
        } else {
            recover.run();
        }
        buffer.hold(null);
    }

    /** One or all of a partition are tried again, now and then in another partition. */
    void retry() {
        List<ParkedReport> all = engine.outbound().parked().list();
        if (all.isEmpty()) {
            return;
        }
        ParkedReport any = all.get(random.nextInt(all.size()));
        int to = random.nextInt(3) == 0
                ? random.nextInt(PARTITIONS)
                : any.partition().number();
        retry(
                any.partition(),
                random.nextBoolean() ? List.of(any) : engine.outbound().parked().list(any.partition()),
                to);
    }

    private void retry(PartitionId partition, List<ParkedReport> reports, int to) {
        Parking.Retried frame = retryFrame(
                partition, reports.stream().map(ParkedReport::sequence).toList(), to);
        if (frame == null) {
            return;
        }
        List<Long> numbers = reports.stream()
                .filter(report -> frame.sequences().contains(report.sequence()))
                .map(report -> report.id().number())
                .collect(Collectors.toList());
        parked.retries(numbers, books.lastSent());
        if (!done(frame, numbers.toArray(new Long[0])) && !engine.journal().isOpen()) {
            recover.run();
        }
    }

    private Parking.@Nullable Retried retryFrame(PartitionId partition, List<Long> sequences, int to) {
        try (SegmentFiles files = engine.journal().newFiles()) {
            return engine.outbound().parked().retryFrame(partition, sequences, to, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void drop() {
        List<ParkedReport> all = engine.outbound().parked().list();
        if (all.isEmpty()) {
            return;
        }
        ParkedReport any = all.get(random.nextInt(all.size()));
        Parking.Dropped frame =
                engine.outbound().parked().dropFrame(any.partition(), any.sequence(), "nobody wants it", 2);
        parked.tries(any.id().number(), ParkingBooks.State.DROPPED);
        if (frame != null
                && !done(frame, any.id().number())
                && !engine.journal().isOpen()) {
            recover.run();
        }
    }

    void map() {
        Frame.Mapped mapped = new Frame.Mapped("payments", mappings.nextInt(PARTITIONS), mappings.nextInt(PARTITIONS));
        engine.append(mapped, () -> parked.mapped(mapped));
    }

    void useTransactionalId() {
        int number = random.nextInt(IDS);
        int broker = random.nextInt(IDS);
        engine.append(new Frame.TransactionalIdUsed(number, broker), () -> parked.used(number));
    }

    /** All that can be read is tried again where it was. */
    void retryAll() {
        engine.outbound().parked().list().stream()
                .map(ParkedReport::partition)
                .distinct()
                .toList()
                .forEach(partition -> {
                    if (engine.journal().isOpen()) {
                        retry(partition, engine.outbound().parked().list(partition), partition.number());
                    }
                });
    }

    private boolean done(Frame frame, Long... numbers) {
        Append append = engine.journal().append(frame);
        engine.drain();
        if (append.outcome() == Append.Outcome.DONE) {
            parked.done(numbers);
            return true;
        }
        if (append.outcome() == Append.Outcome.REFUSED) {
            parked.refused(numbers);
        }
        return false;
    }
}
