package dev.rapporteur.impl.monitor;

import dev.rapporteur.impl.decision.Asker;
import dev.rapporteur.impl.dispatch.Assignment;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.Choosing;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundTotals;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.routing.TopicDirectory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads all rooms of one opening of the journal; nothing reads it but operators. For any thread. */
public final class Monitor {

    /**
     * What an engine has counted since it opened.
     *
     * @param committed reports committed
     * @param delivered reports that Kafka acknowledged
     * @param decided branches decided as their database said
     */
    public record Counts(long committed, long delivered, long decided) {

        /** At the engine's beginning. */
        public static final Counts NONE = new Counts(0, 0, 0);
    }

    /** All numbers of a reading but the memory's, which is the engine's own. */
    private record Reading(
            Counts counts,
            long waiting,
            long waitingBytes,
            long parked,
            long oldestMs,
            int prepared,
            int pending,
            long journalBytes) {}

    private final Journal journal;
    private final Outbound outbound;
    private final TopicDirectory topics;
    private final Choosing choosing;
    private final Assignment delivery;
    private final Asker asker;
    private final MemoryBudget memory;
    private final LongSupplier clockMs;
    private final long committedBefore;
    private final long deliveredBefore;
    private final long decidedBefore;
    private volatile @Nullable Reading last;
    private volatile Supplier<List<String>> others = List::of;

    /**
     * Over a journal that has just been opened: counts from here on.
     *
     * @param earlier what was counted in earlier openings of this engine
     */
    public Monitor(
            Journal journal,
            Outbound outbound,
            TopicDirectory topics,
            Choosing choosing,
            Assignment delivery,
            Asker asker,
            MemoryBudget memory,
            LongSupplier clockMs,
            Counts earlier) {
        this.journal = journal;
        this.outbound = outbound;
        this.topics = topics;
        this.choosing = choosing;
        this.delivery = delivery;
        this.asker = asker;
        this.memory = memory;
        this.clockMs = clockMs;
        this.committedBefore = outbound.totals().committedReports() - earlier.committed();
        this.decidedBefore = earlier.decided();
        this.deliveredBefore = outbound.totals().deliveredReports() - earlier.delivered();
    }

    /** What stands still elsewhere, in sentences. */
    public void alsoTell(Supplier<List<String>> troubles) {
        others = troubles;
    }

    /** The opening has ended: from here on its numbers are read no more, and stay. */
    public Counts freeze() {
        Reading reading = reading();
        last = reading;
        return reading.counts();
    }

    /**
     * A reading.
     *
     * @param remedy what is being done about a failed journal, as a sentence; null if nothing is
     * @param notice why the engine takes no reports though its journal may be sound, as a sentence; null if it does
     */
    public EngineStatistics read(@Nullable String remedy, @Nullable String notice) {
        Reading reading = reading();
        return new EngineStatistics(
                reading.counts().committed(),
                reading.counts().delivered(),
                reading.waiting(),
                reading.waitingBytes(),
                reading.parked(),
                reading.oldestMs() == Long.MAX_VALUE ? 0 : Math.max(0, clockMs.getAsLong() - reading.oldestMs()),
                reading.prepared(),
                reading.pending(),
                reading.counts().decided(),
                reading.journalBytes(),
                memory.held(),
                state(),
                held(remedy, notice));
    }

    private Reading reading() {
        Reading frozen = last;
        if (frozen != null) {
            return frozen;
        }
        OutboundTotals totals = outbound.totals();
        return new Reading(
                new Counts(
                        totals.committedReports() - committedBefore,
                        totals.deliveredReports() - deliveredBefore,
                        decidedBefore + asker.decided()),
                totals.waitingReports(),
                totals.waitingBytes(),
                totals.parkedReports(),
                outbound.oldestMs(),
                outbound.preparedCount(),
                outbound.provenCount(),
                journal.bytes());
    }

    private JournalState state() {
        if (journal.failure() != null) {
            return JournalState.FAILED;
        }
        return journal.isOpen() ? JournalState.OPEN : JournalState.CLOSED;
    }

    /** Each sentence once: what is set aside is a trouble of the journal's and an obstacle to recovery. */
    private List<String> held(@Nullable String remedy, @Nullable String notice) {
        Set<String> held = new LinkedHashSet<>();
        add(held, notice);
        Throwable failure = journal.failure();
        if (failure != null) {
            held.add("The journal has failed, nothing is accepted: " + failure.getMessage()
                    + (remedy == null ? "" : " " + remedy));
            return List.copyOf(held); // all else waits for it
        }
        add(held, journal.trouble());
        add(held, outbound.trouble());
        if (!journal.isCopy()) {
            add(held, journal.recoveryObstacle());
        }
        add(held, LateBranches.sentence(outbound.undecidedBranches()));
        held.addAll(delivery.troubles());
        long parked = outbound.totals().parkedReports();
        if (parked > 0) {
            held.add("Parked reports: " + parked
                    + ". Kafka refuses them for good: see why, and retry or drop them, by the"
                    + " management bean dev.rapporteur:type=ParkedReports.");
        }
        held.addAll(topics.troubles());
        held.addAll(LostPartitions.sentences(topics, outbound));
        held.addAll(choosing.troubles());
        addPartitions(held);
        held.addAll(asker.troubles());
        held.addAll(others.get());
        return List.copyOf(held);
    }

    /** A line for each that is held; what holds all of them is said once. */
    private void addPartitions(Set<String> held) {
        List<String> partitions = new ArrayList<>();
        for (PartitionBuffer buffer : outbound.partitions()) {
            String reason = buffer.held();
            if (reason != null) {
                partitions.add("Partition " + buffer.id() + " is held: " + reason);
            }
        }
        String all = journal.isCopy() ? journal.recoveryObstacle() : topics.trouble();
        if (all == null) {
            held.addAll(partitions);
        } else {
            held.remove(all);
            held.add(all + (partitions.isEmpty() ? "" : " (" + partitions.size() + " partitions wait)"));
        }
    }

    private static void add(Set<String> held, @Nullable String sentence) {
        if (sentence != null) {
            held.add(sentence);
        }
    }
}
