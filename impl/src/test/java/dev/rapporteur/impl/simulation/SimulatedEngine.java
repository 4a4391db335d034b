package dev.rapporteur.impl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.SimulatedDirectory;
import dev.rapporteur.impl.outbound.Choosing;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.thread.Bell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A journal on a simulated disk, its outbound fold and its read-back, opened again and again; with the clocks that they see,
 * and what their callers wait for. Whoever lives on it takes their turns.
 */
final class SimulatedEngine {

    private static final int SEGMENT_BYTES = 4_000;
    /** Room for a backlog, and in some lives for little more than a frame. */
    private static final int[] MEMORY_BYTES = {6_000, 6_000, 1_500};

    /** Beside such small segments the snapshots at their heads weigh much; they may take as much again. */
    static final long MAX_BYTES = 120_000;

    private static final int DRAIN_TURNS = 1_000;

    /** Room enough for a life in which room doesn't matter. */
    private static final int ROOMY_SEGMENT_BYTES = 16_000;

    static final long ROOMY_BYTES = 400_000;

    /** An append that is on its way, and what its outcome means. */
    private record Promise(Append append, Runnable kept) {}

    private final SplittableRandom random;
    private final JournalSettings settings;
    private final SimulatedPartitioner partitioner;
    private final MemoryBudget memory;
    private final SimulatedDirectory directory;
    private final List<Promise> promises = new ArrayList<>();
    private long nanos;
    /** What the clock on the wall has been set forward or back by. */
    private long wallMs;

    private Outbound outbound;
    private Journal journal;
    private ReadBack readBack;
    private Choosing choosing;

    SimulatedEngine(SplittableRandom random, boolean sync, SimulatedPartitioner partitioner) {
        this(
                random,
                new JournalSettings(SEGMENT_BYTES, MAX_BYTES, sync, null, false),
                new MemoryBudget(MEMORY_BYTES[random.nextInt(MEMORY_BYTES.length)]),
                partitioner);
    }

    /** One that syncs, and never lacks room. */
    static SimulatedEngine roomy(SplittableRandom random, SimulatedPartitioner partitioner) {
        return new SimulatedEngine(
                random,
                new JournalSettings(ROOMY_SEGMENT_BYTES, ROOMY_BYTES, true, null, false),
                new MemoryBudget(8 * ROOMY_BYTES),
                partitioner);
    }

    private SimulatedEngine(
            SplittableRandom random, JournalSettings settings, MemoryBudget memory, SimulatedPartitioner partitioner) {
        this.partitioner = partitioner;
        this.random = random;
        this.settings = settings;
        this.memory = memory;
        this.directory = new SimulatedDirectory(random.split());
        open();
    }

    /** Opens what is there. */
    void open() {
        outbound = new Outbound(
                OutboundListener.ofHungry(buffer -> readBack.hungry(buffer)), memory, () -> nanos / 1_000_000 + wallMs);
        journal =
                Journal.open(directory, settings, outbound, random.nextLong(), new UUID(1, 1), () -> nanos, new Bell());
        readBack = outbound.newReadBack(journal.newFiles());
        choosing = outbound.newChoosing(journal.newFiles(), partitioner::choose, journal::append, new Bell());
    }

    /** What is still on its way is in doubt from now on, and what is in memory is gone. */
    void abandon() {
        settle();
        promises.clear();
        outbound.discard();
    }

    SimulatedDirectory directory() {
        return directory;
    }

    MemoryBudget memory() {
        return memory;
    }

    Outbound outbound() {
        return outbound;
    }

    Journal journal() {
        return journal;
    }

    /** The buffers, in the same order in each life of the same seed. */
    List<PartitionBuffer> buffers() {
        List<PartitionBuffer> buffers = new ArrayList<>(outbound.partitions());
        buffers.sort(Comparator.comparing(buffer -> buffer.id().toString()));
        return buffers;
    }

    long nanos() {
        return nanos;
    }

    void pass(long someNanos) {
        nanos += someNanos;
    }

    void setWallClock(long byMs) {
        wallMs += byMs;
    }

    /**
     * Appends a frame whose appender waits.
     *
     * @param kept what it means that the frame is durable
     */
    void append(Frame frame, Runnable kept) {
        promises.add(new Promise(journal.append(frame), kept));
    }

    /** As {@link #append}, but the frame may be lost in a crash. */
    void appendLazily(Frame frame, Runnable kept) {
        promises.add(new Promise(journal.appendLazily(frame), kept));
    }

    void turn() {
        assertThat(journal.turn()).isNotNegative();
        settle();
    }

    /** Until nothing waits for a choice, or it can't be made. @return whether anything did */
    boolean chooseAll() {
        boolean any = false;
        for (int i = 0; journal.isOpen() && outbound.hasToChoose() && i < DRAIN_TURNS; i++) {
            any |= choosing.troubles().isEmpty();
            choosing.turn();
            turn();
        }
        return any;
    }

    /** Why partitions can't be chosen. */
    List<String> notChosen() {
        return choosing.troubles();
    }

    void readBack() {
        readBack.turn();
        choosing.turn();
    }

    /** Turns until nobody waits any more, or it has failed. */
    void drain() {
        for (int i = 0; journal.isOpen() && i < DRAIN_TURNS; i++) {
            turn();
            if (promises.isEmpty()) {
                return;
            }
        }
    }

    private void settle() {
        promises.removeIf(promise -> {
            if (promise.append().outcome() == Append.Outcome.DONE) {
                promise.kept().run();
            }
            return promise.append().outcome() != null;
        });
    }
}
