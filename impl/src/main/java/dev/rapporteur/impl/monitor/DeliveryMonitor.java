package dev.rapporteur.impl.monitor;

import dev.rapporteur.impl.dispatch.Assignment;
import dev.rapporteur.impl.dispatch.BrokerReading;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.PartitionReading;
import dev.rapporteur.impl.routing.TopicDirectory;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How delivery goes in one opening of the journal, per broker and per partition. For any thread. */
public final class DeliveryMonitor {

    private static final Comparator<PartitionId> ORDER =
            Comparator.comparing(PartitionId::topic).thenComparing(PartitionId::number);

    private final Journal journal;
    private final Outbound outbound;
    private final TopicDirectory topics;
    private final Assignment delivery;
    private final LongSupplier clockMs;
    private final InstantSource wallClock;

    /**
     * Over a journal that has just been opened.
     *
     * @param clockMs monotonic milliseconds
     */
    public DeliveryMonitor(
            Journal journal,
            Outbound outbound,
            TopicDirectory topics,
            Assignment delivery,
            LongSupplier clockMs,
            InstantSource wallClock) {
        this.journal = journal;
        this.outbound = outbound;
        this.topics = topics;
        this.delivery = delivery;
        this.clockMs = clockMs;
        this.wallClock = wallClock;
    }

    /** All brokers that lead partitions of ours. */
    public List<BrokerView> brokers() {
        return delivery.readings().stream().map(this::view).toList();
    }

    private BrokerView view(BrokerReading broker) {
        return new BrokerView(
                broker.broker(),
                broker.state().name(),
                broker.inFlight(),
                broker.acknowledged(),
                broker.recent().perSecond(),
                ms(broker.recent().p50Micros()),
                ms(broker.recent().p99Micros()),
                ms(broker.recent().maxMicros()),
                broker.lastError(),
                broker.lastError() == null ? null : at(clockMs.getAsLong() - broker.lastErrorMs()));
    }

    private static double ms(long micros) {
        return micros / 1_000.0;
    }

    /** All partitions that had reports, and the topics whose partitions are not known. */
    public int partitionCount() {
        return outbound.partitions().size() + outbound.unrouted().size();
    }

    /**
     * Some of them, by topic and number.
     *
     * @param topic of this topic only; empty: of all
     * @param from so many are left out at the beginning
     * @param most at most so many
     */
    public List<PartitionView> partitions(String topic, int from, int most) {
        return readings(topic).skip(from).limit(most).map(this::view).toList();
    }

    /** Each is read when its turn comes, so that those left out cost next to nothing. */
    private Stream<PartitionReading> readings(String topic) {
        Map<PartitionId, PartitionReading> unrouted = new HashMap<>();
        outbound.unrouted().forEach(reading -> unrouted.put(reading.id(), reading));
        Map<PartitionId, PartitionBuffer> buffers = new HashMap<>();
        outbound.partitions().forEach(buffer -> buffers.put(buffer.id(), buffer));
        return Stream.concat(unrouted.keySet().stream(), buffers.keySet().stream())
                .filter(id -> topic.isEmpty() || topic.equals(id.topic()))
                .sorted(ORDER)
                .map(id -> {
                    PartitionBuffer buffer = buffers.get(id);
                    return buffer == null ? waitingForRoute(unrouted.get(id)) : buffer.reading();
                });
    }

    /** As it is, with the reason why it waits, if its topic's partitions are not known. */
    private PartitionReading waitingForRoute(@Nullable PartitionReading reading) {
        if (reading == null) {
            throw new IllegalStateException("neither a partition nor a topic");
        }
        String topic = reading.id().topic();
        if (outbound.partitionCount(topic) > 0) {
            return reading; // to be dealt out, a segment after the other
        }
        String wrong = topics.trouble(topic);
        String unasked = topics.trouble();
        String unknown = "Kafka has not told yet which partitions topic \"" + topic + "\" has."
                + (unasked == null ? "" : " " + unasked);
        return new PartitionReading(
                reading.id(),
                reading.reports(),
                reading.bytes(),
                reading.oldestMs(),
                reading.next(),
                reading.delivered(),
                wrong == null ? unknown : wrong,
                reading.oldestMs());
    }

    private PartitionView view(PartitionReading reading) {
        String held = reasonOf(reading);
        return new PartitionView(
                reading.id().topic(),
                reading.id().number(),
                reading.reports(),
                reading.bytes(),
                reading.oldestMs() == Long.MAX_VALUE ? 0 : Math.max(0, clockMs.getAsLong() - reading.oldestMs()),
                reading.next(),
                reading.delivered(),
                outbound.parked().count(reading.id()),
                held,
                held == null ? null : at(reading.heldSinceMs()));
    }

    /** What stands still, by topic and number. */
    public List<HeldView> held() {
        return heldReadings()
                .map(reading -> new HeldView(
                        reading.id().topic(),
                        reading.id().number(),
                        String.valueOf(reasonOf(reading)),
                        at(reading.heldSinceMs()),
                        reading.reports(),
                        reading.bytes()))
                .toList();
    }

    /** Where the reports of mapped partitions go, by topic and number. */
    public List<MappingView> mappings() {
        return LostPartitions.mappings(topics, outbound);
    }

    private Stream<PartitionReading> heldReadings() {
        return readings("").filter(reading -> reading.held() != null);
    }

    /** While the journal is failed, all waits for that, and its buffers say no more than that it was closed. */
    private @Nullable String reasonOf(PartitionReading reading) {
        Throwable failure = journal.failure();
        return failure == null || reading.held() == null
                ? reading.held()
                : "The journal has failed, and is opened again by itself: " + failure.getMessage();
    }

    /**
     * Ends the pauses of one that stands still, and asks the cluster about its topic.
     *
     * @return whether it stands still
     */
    public boolean retryNow(PartitionId partition) {
        boolean stands = heldReadings().anyMatch(reading -> reading.id().equals(partition));
        if (stands) {
            endPauses(partition);
        }
        return stands;
    }

    /** Likewise for all. @return how many */
    public int retryAllNow() {
        List<PartitionId> all = heldReadings().map(PartitionReading::id).toList();
        all.forEach(this::endPauses);
        return all.size();
    }

    private void endPauses(PartitionId partition) {
        topics.lookNow(partition.topic());
        if (partition.number() != Frame.UNROUTED) {
            boolean unused = delivery.retryNow(partition);
        }
    }

    /** When something was, by the monotonic clock. */
    private String at(long ms) {
        return wallClock
                .instant()
                .minusMillis(Math.max(0, clockMs.getAsLong() - ms))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }
}
