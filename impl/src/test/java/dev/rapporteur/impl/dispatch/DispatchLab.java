package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.Destinations;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Threads;
import dev.rapporteur.impl.thread.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Assignment and its dispatchers on a clock that the test sets, all in its thread, with cluster and probe that it plays. */
final class DispatchLab implements ClusterView, BrokerProbe, ParkingLog, Threads {

    static final int BATCH = 16 * 1024;
    static final int MAX_REPORT = 16 * 1024;
    static final LinkMemory MEMORY = new LinkMemory(1024 * 1024, BATCH, MAX_REPORT);
    static final Duration BROKER_TIMEOUT = Duration.ofSeconds(5);

    /** A dispatcher's turns. */
    private static final class Working implements Running {

        private final Turn turn;
        private boolean done;

        Working(Turn turn) {
            this.turn = turn;
        }

        @Override
        public boolean join(Duration max) {
            return done;
        }
    }

    final Map<PartitionId, String> obstacles = new HashMap<>();
    final Map<PartitionId, Integer> leaders = new HashMap<>();
    final Set<PartitionId> rechecked = new HashSet<>();
    /** Leads what is not in {@link #leaders}. */
    int leader = 1;

    /** Where partitions are mapped to. */
    Destinations destinations = new Destinations();

    /** Partitions that are not there any more. */
    Predicate<PartitionId> gone = partition -> false;

    /** Brokers that don't answer the probe. */
    final Set<Integer> mute = new TreeSet<>();

    /** What becomes of what is parked from now on. */
    Outcome parking = Outcome.PARKED;

    /** Why none can be parked; null: it can. */
    @Nullable
    String full;

    /** What was parked or was to be, in this order. */
    final List<OutboundReport> parked = new ArrayList<>();

    /** No thread is to be had for this broker's dispatcher. */
    int threadless = NO_LEADER;

    long nowMs;

    private int asked;
    private final List<Working> dispatchers = new ArrayList<>();
    private final Assignment assignment;

    /** At least once. */
    DispatchLab(BrokerLink.Factory links, DeliveryLog deliveryLog, long seed) {
        this(lab -> Assignment.Parts.atLeastOnce(links, MEMORY, lab, deliveryLog, lab), seed);
    }

    /** Of parts that may look at this lab. */
    DispatchLab(Function<DispatchLab, Assignment.Parts> parts, long seed) {
        this.assignment = new Assignment(parts.apply(this), this, BROKER_TIMEOUT, this, () -> nowMs, seed, new Bell());
    }

    Assignment assignment() {
        return assignment;
    }

    void ready(PartitionBuffer... buffers) {
        for (PartitionBuffer buffer : buffers) {
            assignment.ready(buffer);
        }
    }

    /** A turn of each, and one more of the assignment. @return how long all may rest; {@link Turn#DONE} when all are */
    long turn() {
        long restMs = assignment.turn();
        for (Working each : List.copyOf(dispatchers)) {
            long rests = each.turn.turn();
            each.done = rests == Turn.DONE;
            restMs = each.done ? restMs : Math.min(restMs, rests);
        }
        dispatchers.removeIf(each -> each.done);
        long atLast = assignment.turn();
        return atLast == Turn.DONE || restMs == Turn.DONE ? Turn.DONE : Math.min(restMs, atLast);
    }

    int dispatchers() {
        return dispatchers.size();
    }

    /** How often the probe was sent. */
    int asked() {
        return asked;
    }

    @Nullable
    String trouble() {
        List<String> troubles = assignment.troubles();
        return troubles.isEmpty() ? null : String.join(" ", troubles);
    }

    @Override
    public PartitionId destination(PartitionId partition) {
        return destinations.of(partition);
    }

    @Override
    public List<PartitionId> mayHangAt(PartitionId partition) {
        return destinations.everOf(partition).stream()
                .filter(one -> !gone.test(one))
                .toList();
    }

    @Override
    public List<PartitionId> othersAt(PartitionId destination) {
        return destinations.othersEverTo(destination);
    }

    @Override
    public @Nullable String against(PartitionId partition, PartitionId to) {
        return obstacles.getOrDefault(to, gone.test(to) ? "It is gone." : null);
    }

    @Override
    public int leader(PartitionId partition) {
        return gone.test(partition) ? NO_LEADER : leaders.getOrDefault(partition, leader);
    }

    @Override
    public void recheck(PartitionId partition) {
        rechecked.add(partition);
    }

    @Override
    public @Nullable String full() {
        return full;
    }

    @Override
    public Ticket park(OutboundReport report, String reason) {
        parked.add(report);
        return () -> parking;
    }

    @Override
    public void ask(int broker, Consumer<@Nullable String> answer) {
        asked++;
        answer.accept(mute.contains(broker) ? "timed out" : null);
    }

    @Override
    public void close() {}

    @Override
    public Running start(String work, Turn turn, Bell bell) {
        if (work.equals("dispatch-" + threadless)) {
            throw new InternalError("planted: unable to create native thread");
        }
        Working working = new Working(turn);
        dispatchers.add(working);
        return working;
    }
}
