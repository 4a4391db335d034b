package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.journal.SegmentIndex;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the places of reports on the disk: lists those of a segment when it is sealed, counts them again where only their
 * range is known. Of the journal thread.
 */
final class SegmentListing {

    private static final Logger LOG = System.getLogger(SegmentListing.class.getName());

    private final Topics topics;
    private final Branches branches;
    private @Nullable RunReader reader;
    private long placed;
    private boolean settled;

    SegmentListing(Topics topics, Branches branches) {
        this.topics = topics;
        this.branches = branches;
    }

    void readFrom(SegmentFiles files) {
        reader = new RunReader(files);
    }

    RunReader reader() {
        RunReader now = reader;
        if (now == null) {
            throw new IllegalStateException("Nobody has said where the journal's segments are");
        }
        return now;
    }

    /** The bytes of a block that is only in the journal; null if its segment has gone. */
    byte @Nullable [] readIfThere(BlockAt at) {
        try {
            return reader().files().has(at.segment()) ? reader().files().read(at) : null;
        } catch (IOException e) {
            throw unreadable(at, e);
        }
    }

    private static JournalException unreadable(BlockAt at, IOException cause) {
        return new JournalException(
                "Reports at byte " + at.position() + " of segment " + at.segment() + " can't be read: "
                        + cause.getMessage() + ". Check the journal's disk.",
                cause);
    }

    /** A report has got its place in the active segment's lists. */
    void count() {
        placed++;
    }

    /** Bytes that the active segment's lists will take. */
    long indexBytes() {
        return placed * EntryList.ENTRY_BYTES;
    }

    /** One queue after the other, under its lock. */
    private interface QueueWork {
        void on(RunQueue runs, String topic, int partition);
    }

    private void forEachQueue(QueueWork work) {
        for (TopicState topic : topics.all()) {
            topic.unrouted(guarded(work, topic.name(), Frame.UNROUTED));
            for (PartitionBuffer buffer : List.copyOf(topic.buffers())) {
                buffer.with(guarded(work, topic.name(), buffer.id().number()));
            }
        }
    }

    private static Function<RunQueue, RunQueue> guarded(QueueWork work, String topic, int partition) {
        return runs -> {
            work.on(runs, topic, partition);
            return runs;
        };
    }

    /** Lists what the segment lists; from now on the entries are read from there. */
    SegmentIndex index(int segment) {
        List<RunTable.Row> rows = new ArrayList<>();
        List<ByteBuffer> lists = new ArrayList<>();
        forEachQueue((runs, topic, partition) -> {
            for (Run run : List.copyOf(runs.runs())) {
                EntryList entries = run.entries;
                if (run.listedIn == segment && entries != null && !run.dealt && list(runs, run, entries, lists)) {
                    rows.add(new RunTable.Row(topic, partition, run));
                }
            }
        });
        branches.forgetVacatedIn(segment);
        placed = 0;
        return new SegmentIndex(RunTable.encode(rows), lists);
    }

    private boolean list(RunQueue runs, Run run, EntryList entries, List<ByteBuffer> lists) {
        EntryList alive = alive(entries, run.first);
        runs.counted(run, alive.count(), bytes(alive));
        if (alive.count() == 0) {
            return false;
        }
        run.listOffset = lists.stream().mapToLong(ByteBuffer::remaining).sum();
        run.listed = alive.count();
        run.cursor = 0;
        run.entries = null;
        lists.add(alive.toBytes());
        return true;
    }

    private EntryList alive(EntryList entries, long from) {
        EntryList alive = new EntryList();
        for (int i = entries.indexOf(from); i < entries.count(); i++) {
            if (!branches.isVacated(Outbound.frameOf(entries.sequence(i)))) {
                alive.add(entries.sequence(i), entries.position(i), entries.size(i), entries.turn(i));
            }
        }
        return alive;
    }

    static long bytes(EntryList entries) {
        long sum = 0;
        for (int i = 0; i < entries.count(); i++) {
            sum += entries.size(i);
        }
        return sum;
    }

    /** The entries of a run with sequences in this range, both inclusive. Under the queue's lock. */
    EntryList entries(Run run, long first, long last) {
        EntryList all = all(run, Math.max(first, run.first));
        return all.slice(0, all.indexOf(last + 1));
    }

    /** The entries of a run that are alive. Under the queue's lock. */
    EntryList alive(Run run) {
        return alive(all(run, run.first), run.first);
    }

    private EntryList all(Run run, long from) {
        try {
            return reader().all(run, from);
        } catch (IOException e) {
            throw new JournalException(
                    "Where reports of segment " + run.segment + " lie can't be read: " + e.getMessage()
                            + ". Check the journal's disk.",
                    e);
        }
    }

    /** Counts what is alive in a run. Under the queue's lock. */
    void recount(RunQueue runs, Run run) {
        EntryList alive = alive(run);
        runs.counted(run, alive.count(), bytes(alive));
    }

    /** Whether the opening is over: before it, what comes may still belong in front of what is there. */
    boolean isSettled() {
        return settled;
    }

    /** At opening: everything is counted, and what lies nowhere any more is found out. */
    void settle(int first) {
        settled = true;
        forEachQueue((runs, topic, partition) -> {
            for (Run run : List.copyOf(runs.runs())) {
                if (run.inexact || branches.anyVacated()) {
                    recount(runs, run);
                }
                if (run.segment < first && run.remaining > 0) {
                    lost(runs, run, topic, partition);
                }
            }
        });
    }

    private static void lost(RunQueue runs, Run run, String topic, int partition) {
        LOG.log(
                Logger.Level.ERROR,
                "{0} reports of topic {1}, partition {2}, are lost: segment {3}, where they lay, is gone",
                run.remaining,
                topic,
                partition,
                run.segment);
        runs.remove(run);
    }
}
