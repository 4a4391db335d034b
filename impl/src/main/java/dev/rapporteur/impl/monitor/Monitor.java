package dev.rapporteur.impl.monitor;

import dev.rapporteur.impl.dispatch.Dispatcher;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundTotals;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.routing.TopicDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads all rooms; nothing reads it but operators. For any thread. */
public final class Monitor {

    private final Journal journal;
    private final Outbound outbound;
    private final TopicDirectory topics;
    private final Dispatcher dispatcher;
    private final LongSupplier clockMs;
    private final long committedBefore;
    private final long deliveredBefore;

    /** Over an engine whose journal has just been opened: counts from here on. */
    public Monitor(
            Journal journal, Outbound outbound, TopicDirectory topics, Dispatcher dispatcher, LongSupplier clockMs) {
        this.journal = journal;
        this.outbound = outbound;
        this.topics = topics;
        this.dispatcher = dispatcher;
        this.clockMs = clockMs;
        this.committedBefore = outbound.totals().committedReports();
        this.deliveredBefore = outbound.totals().deliveredReports();
    }

    /** A reading. */
    public EngineStatistics read() {
        OutboundTotals totals = outbound.totals();
        long oldestMs = outbound.oldestMs();
        return new EngineStatistics(
                totals.committedReports() - committedBefore,
                totals.deliveredReports() - deliveredBefore,
                totals.waitingReports(),
                totals.waitingBytes(),
                oldestMs == Long.MAX_VALUE ? 0 : Math.max(0, clockMs.getAsLong() - oldestMs),
                outbound.preparedCount(),
                journal.bytes(),
                held());
    }

    private List<String> held() {
        List<String> held = new ArrayList<>();
        Throwable failure = journal.failure();
        if (failure != null) {
            held.add("The journal has failed, nothing is accepted: " + failure.getMessage());
        }
        add(held, dispatcher.trouble());
        held.addAll(topics.troubles());
        List<String> partitions = heldPartitions();
        String away = topics.trouble();
        if (away == null) {
            held.addAll(partitions);
        } else {
            // A line for each would only say it again.
            held.add(away + (partitions.isEmpty() ? "" : " (" + partitions.size() + " partitions wait)"));
        }
        return List.copyOf(held);
    }

    private List<String> heldPartitions() {
        List<String> held = new ArrayList<>();
        for (PartitionBuffer buffer : outbound.partitions()) {
            String reason = buffer.held();
            add(held, reason == null ? null : "Partition " + buffer.id() + " is held: " + reason);
        }
        return held;
    }

    private static void add(List<String> held, @Nullable String sentence) {
        if (sentence != null) {
            held.add(sentence);
        }
    }
}
