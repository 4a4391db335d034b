package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.journal.SegmentIndex;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the places of reports on the disk: lists those of a segment when it is sealed, counts them again where only their
 * range is known. Of the journal thread.
 */
final class SegmentListing {

    private final Topics topics;
    private final Branches branches;
    private final ParkedReports parked;
    private final Findings findings;
    private final Consumer<Frame.Quarantined> damaged;
    private @Nullable RunReader reader;
    private long placed;
    private boolean settled;

    SegmentListing(
            Topics topics,
            Branches branches,
            ParkedReports parked,
            Findings findings,
            Consumer<Frame.Quarantined> damaged) {
        this.topics = topics;
        this.branches = branches;
        this.parked = parked;
        this.findings = findings;
        this.damaged = damaged;
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

    /**
     * The reports of a block that is only in the journal, as far as they are sound: what comes behind a damaged one can't be
     * told apart any more. That is noted, and the segment set aside.
     *
     * @param frame the sequence of the frame that is applied
     * @return null if the segment has gone
     */
    byte @Nullable [] readIfThere(BlockAt at, long frame) {
        try {
            SegmentFiles files = reader().files();
            if (!files.has(at.segment())) {
                return null;
            }
            byte[] bytes = readWhatIsThere(files, at);
            int sound = EncodedReport.soundBytes(bytes);
            if (sound == at.length()) {
                return bytes;
            }
            files.setAside(at.segment());
            long from = at.position() + sound;
            long to = at.position() + at.length();
            damaged.accept(new Frame.Quarantined(frame, frame, at.segment(), from, to));
            findings.note("Reports at bytes " + from + " to " + to + " of segment " + at.segment()
                    + " are damaged and can't be delivered. The segment is kept as a quarantined file: inspect it with the"
                    + " journal tool, then move it away.");
            return Arrays.copyOf(bytes, sound);
        } catch (IOException e) {
            throw unreadable(at, e);
        }
    }

    private static byte[] readWhatIsThere(SegmentFiles files, BlockAt at) throws IOException {
        try {
            return files.read(at);
        } catch (EOFException e) {
            return new byte[0]; // the file was cut
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

    /** Reports are known to be missing here, of partitions that are not: no run may reach over their places. */
    void closeRuns() {
        forEachQueue((runs, topic, partition) -> runs.runs().forEach(run -> run.closed = true));
    }

    /** Lists what the segment lists; once that is written the entries are read from there. */
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
        return new SegmentIndex(RunTable.encode(rows), lists, () -> forgetEntries(segment));
    }

    /** Nobody may look for the lists on the disk before they are there. */
    private void forgetEntries(int segment) {
        forEachQueue((runs, topic, partition) -> {
            for (Run run : runs.runs()) {
                if (run.listedIn == segment && !run.dealt) {
                    run.entries = null;
                }
            }
        });
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
        lists.add(alive.toBytes());
        return true;
    }

    private EntryList alive(EntryList entries, long from) {
        EntryList alive = new EntryList();
        for (int i = entries.indexOf(from); i < entries.count(); i++) {
            long sequence = entries.sequence(i);
            if (!branches.isVacated(Outbound.frameOf(sequence)) && !parked.hasLeft(sequence)) {
                alive.add(sequence, entries.position(i), entries.size(i), entries.turn(i));
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
    private void recount(RunQueue runs, Run run) {
        EntryList alive = alive(run);
        runs.counted(run, alive.count(), bytes(alive));
    }

    /** Whether the opening is over: before it, what comes may still belong in front of what is there. */
    boolean isSettled() {
        return settled;
    }

    /** Whether the segment is there. */
    boolean isThere(int segment) {
        try {
            return reader().files().has(segment);
        } catch (IOException e) {
            throw new JournalException(
                    "The journal's segments can't be listed: " + e.getMessage() + ". Check the journal's disk.", e);
        }
    }

    /** At opening: everything is counted, and what lies nowhere any more is found out. */
    void settle(int first) {
        settled = true;
        parked.settle(this::isThere, findings);
        forEachQueue((runs, topic, partition) -> {
            for (Run run : List.copyOf(runs.runs())) {
                if (run.inexact || branches.anyVacated() || parked.anyLeft(run.first, run.last)) {
                    recount(runs, run);
                }
                if (run.segment < first && run.remaining > 0) {
                    lost(runs, run, topic, partition);
                }
            }
        });
    }

    private void lost(RunQueue runs, Run run, String topic, int partition) {
        findings.note(run.remaining + " reports of topic " + topic + ", partition " + partition + ", are lost: segment "
                + run.segment + ", where they lay, is gone.");
        runs.remove(run);
    }
}
