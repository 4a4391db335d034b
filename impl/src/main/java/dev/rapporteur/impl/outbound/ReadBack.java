package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.HarmedIndexException;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads reports that are only in the journal back into their buffers, in order and ahead of need: some for one partition, then
 * for the next. {@link #hungry} and {@link #stop} are for any thread, all else for the one that takes the turns.
 *
 * <p>A report is verified by its own checksum. One that is wrong, and is still where it was, holds its partition.
 */
public final class ReadBack implements Turn {

    private static final Logger LOG = System.getLogger(ReadBack.class.getName());

    /** So much is read for a partition at once, if the memory budget allows it. */
    private static final int BATCH_BYTES = 1 << 20;

    /** So much is read from a file at once: it stays in the processor's cache until it is copied. */
    private static final int CHUNK_BYTES = 128 * 1024;

    private static final int BATCH_ENTRIES = 4 * EntryList.BLOCK_ENTRIES;
    private static final long RETRY_MS = 2;
    private static final int MAX_STEPS = 64;

    private final Outbound outbound;
    private final Topics topics;
    private final Branches branches;
    private final MemoryBudget memory;
    private final OutboundListener listener;
    private final LongSupplier clockMs;
    private final SegmentFiles files;
    private final RunReader reader;
    private final Queue<PartitionBuffer> hungry = new ConcurrentLinkedQueue<>();
    private final Bell bell = new Bell();
    private final ReportChunk chunk;
    private volatile boolean stopping;

    ReadBack(
            Outbound outbound,
            SegmentFiles files,
            MemoryBudget memory,
            OutboundListener listener,
            LongSupplier clockMs) {
        this.outbound = outbound;
        this.topics = outbound.topics();
        this.branches = outbound.branches();
        this.files = files;
        this.reader = new RunReader(files);
        this.chunk = new ReportChunk(files, CHUNK_BYTES);
        this.memory = memory;
        this.listener = listener;
        this.clockMs = clockMs;
    }

    /** Rung when there is something to do. */
    public Bell bell() {
        return bell;
    }

    /** Somebody takes from the buffer and may soon find nothing. */
    public void hungry(PartitionBuffer buffer) {
        if (buffer.askedFor()) {
            hungry.add(buffer);
            bell.ring();
        }
    }

    /** The next turn is the last. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    @Override
    public long turn() {
        if (stopping) {
            close();
            return DONE;
        }
        for (int i = 0; i < MAX_STEPS; i++) {
            PartitionBuffer buffer = hungry.poll();
            if (buffer == null) {
                return UNTIL_RUNG;
            }
            buffer.heard();
            if (!feed(buffer)) {
                hungry(buffer);
                return RETRY_MS;
            }
        }
        return 0;
    }

    private void close() {
        try {
            files.close();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "A segment that was only read can't be closed", e);
        }
    }

    /** Reads some for this partition. @return false if it must be tried again */
    private boolean feed(PartitionBuffer buffer) {
        PartitionBuffer.Wanted wanted = buffer.wanted(BATCH_ENTRIES);
        if (wanted == null) {
            if (buffer.isAtBarrier() && topics.topic(buffer.id().topic()).askToDeal()) {
                listener.workWanted();
            }
            return true;
        }
        try {
            EntryList entries = wanted.entries() == null ? reader.next(wanted.run(), wanted.from()) : wanted.entries();
            int count = within(entries, wanted);
            if (count == 0) {
                return buffer.load(
                        wanted, nothing(), List.of(), Math.min(wanted.run().last, wanted.to() - 1), this::fateOf, 0);
            }
            count = affordable(buffer, entries, count);
            return count > 0 && read(buffer, wanted, entries, count);
        } catch (HarmedIndexException e) {
            outbound.indexHarmed(e);
            return true;
        } catch (IOException e) {
            return failed(
                    buffer, wanted, "reports of segment " + wanted.run().segment + " can't be read: " + e.getMessage());
        }
    }

    private HeldBytes nothing() {
        return new HeldBytes(memory, new byte[0], 0);
    }

    private @Nullable Fate fateOf(long sequence) {
        return branches.fateOf(Outbound.frameOf(sequence));
    }

    private static int within(EntryList entries, PartitionBuffer.Wanted wanted) {
        int count = Math.min(entries.count(), entries.indexOf(Math.min(wanted.run().last + 1, wanted.to())));
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += entries.size(i);
            if (bytes >= BATCH_BYTES) {
                return i + 1;
            }
        }
        return count;
    }

    /** So many of the entries have room; takes it. 0 if not even the first has, now. */
    private int affordable(PartitionBuffer buffer, EntryList entries, int wanted) {
        for (int count = wanted; count > 0; count /= 2) {
            long bytes = charge(entries, count);
            boolean fair = buffer.heldBytes() + bytes <= memory.freeForWaiting() || count == 1;
            if (fair && memory.tryHold(bytes)) {
                return count;
            }
        }
        if (buffer.waitingInMemory() == 0) {
            makeRoom(buffer);
        }
        return 0;
    }

    private static long charge(EntryList entries, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += entries.size(i) + HeldBytes.OVERHEAD;
        }
        return bytes;
    }

    /** Takes memory from the partition that has most waiting: it can read it again. */
    private void makeRoom(PartitionBuffer hungry) {
        topics.allBuffers().stream()
                .filter(buffer -> buffer != hungry && buffer.waitingInMemory() > 1)
                .max(Comparator.comparingLong(PartitionBuffer::heldBytes))
                .ifPresent(PartitionBuffer::evict);
    }

    private boolean read(PartitionBuffer buffer, PartitionBuffer.Wanted wanted, EntryList entries, int count)
            throws IOException {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += entries.size(i);
        }
        byte[] bytes = new byte[total];
        HeldBytes held = new HeldBytes(memory, bytes, charge(entries, count));
        try {
            List<PartitionBuffer.ReadReport> reports = new ArrayList<>(count);
            int offset = 0;
            for (int i = 0; i < count; ) {
                int to = chunk.read(wanted.run().segment, entries, i, count);
                for (; i < to; i++) {
                    chunk.copy(entries, i, bytes, offset);
                    if (!EncodedReport.isSound(bytes, offset, entries.size(i))) {
                        return reports.isEmpty()
                                ? failed(buffer, wanted, unsound(wanted.run(), entries, i))
                                : load(buffer, wanted, held, reports, entries.sequence(i) - 1);
                    }
                    reports.add(new PartitionBuffer.ReadReport(entries.sequence(i), offset));
                    offset += entries.size(i);
                }
            }
            return load(buffer, wanted, held, reports, entries.sequence(count - 1));
        } finally {
            held.release();
        }
    }

    private boolean load(
            PartitionBuffer buffer,
            PartitionBuffer.Wanted wanted,
            HeldBytes held,
            List<PartitionBuffer.ReadReport> reports,
            long through) {
        boolean loaded = buffer.load(wanted, held, reports, through, this::fateOf, clockMs.getAsLong());
        if (loaded) {
            listener.ready(buffer);
        }
        return loaded;
    }

    private static String unsound(Run run, EntryList entries, int index) {
        return "the report at byte " + entries.position(index) + " of segment " + run.segment
                + " is damaged: its checksum is wrong";
    }

    /** If the places have not changed meanwhile, it is true: the partition stands still. */
    private boolean failed(PartitionBuffer buffer, PartitionBuffer.Wanted wanted, String what) {
        String reason =
                what + ". Nothing of this partition is sent past it. Stop the server and inspect the journal with the"
                        + " journal tool; the other partitions go on.";
        if (!buffer.unreadable(wanted, reason)) {
            return false;
        }
        LOG.log(Logger.Level.ERROR, "Partition {0} stands still: {1}", buffer.id(), reason);
        return true;
    }
}
