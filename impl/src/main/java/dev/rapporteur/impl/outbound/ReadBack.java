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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads reports that are only in the journal back into their buffers, in order and ahead of need: some for one partition, then
 * some for whichever is furthest behind. {@link #hungry} and {@link #stop} are for any thread, all else for the one that takes
 * the turns.
 *
 * <p>A report is verified by its own checksum. One that is wrong, and is still where it was, holds its partition.
 */
public final class ReadBack implements Turn {

    private static final Logger LOG = System.getLogger(ReadBack.class.getName());

    /** So much is read from a file at once, for all partitions that are hungry. */
    private static final int CHUNK_BYTES = 1 << 20;

    /** A partition with less in memory is read for unasked. */
    private static final int AHEAD_BYTES = 1 << 20;

    private static final int BATCH_ENTRIES = EntryList.BLOCK_ENTRIES;
    private static final long RETRY_MS = 2;
    private static final int MAX_STEPS = 64;

    private final Outbound outbound;
    private final Topics topics;
    private final Branches branches;
    private final ParkedReports parked;
    private final MemoryBudget memory;
    private final OutboundListener listener;
    private final LongSupplier clockMs;
    private final SegmentFiles files;
    private final RunReader reader;
    private final HungryBuffers hungry = new HungryBuffers();
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
        this.parked = outbound.parked();
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
        if (hungry.add(buffer)) {
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
        List<PartitionBuffer> again = new ArrayList<>();
        long restMs = 0;
        for (int i = 0; i < MAX_STEPS && restMs == 0; i++) {
            PartitionBuffer buffer = hungry.next();
            if (buffer == null) {
                restMs = again.isEmpty() ? UNTIL_RUNG : RETRY_MS;
            } else if (!feed(buffer)) {
                again.add(buffer);
            }
        }
        again.forEach(hungry::add);
        return restMs;
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
        PartitionPlaces.Wanted wanted = buffer.wanted(BATCH_ENTRIES);
        if (wanted == null) {
            if (buffer.isAtBarrier() && topics.topic(buffer.id().topic()).askToDeal()) {
                listener.workWanted();
            }
            return true;
        }
        try {
            EntrySpan entries = entries(wanted);
            if (entries.isEmpty()) {
                long through = Math.min(wanted.run().last, wanted.to() - 1);
                boolean unused = buffer.load(wanted, nothing(), entries, through, this::fateOf, 0);
                return false; // on to what is behind it: nobody would ask for that
            }
            EntrySpan readable = chunk.reach(wanted.run().segment, entries);
            EntrySpan affordable = affordable(buffer, readable);
            if (affordable.isEmpty()) {
                return buffer.waitingInMemory() > 0; // who takes them asks again
            }
            return load(buffer, wanted, affordable, readable);
        } catch (HarmedIndexException e) {
            outbound.indexHarmed(e);
            return true;
        } catch (IOException e) {
            return failed(
                    buffer, wanted, "reports of segment " + wanted.run().segment + " can't be read: " + e.getMessage());
        }
    }

    private EntrySpan entries(PartitionPlaces.Wanted wanted) throws IOException {
        EntryList list = wanted.entries() == null ? reader.next(wanted.run(), wanted.from()) : wanted.entries();
        long end = Math.min(wanted.run().last + 1, wanted.to());
        return new EntrySpan(list, list.indexOf(wanted.from()), list.indexOf(end));
    }

    private HeldBytes nothing() {
        return new HeldBytes(memory, new byte[0], 0);
    }

    private @Nullable Fate fateOf(long sequence) {
        return parked.hasLeft(sequence) ? null : branches.fateOf(Outbound.frameOf(sequence));
    }

    /** For so many of these there is room; takes it. For all or for none, unless nothing else waits in memory. */
    private EntrySpan affordable(PartitionBuffer buffer, EntrySpan entries) {
        boolean urgent = buffer.waitingInMemory() == 0;
        for (int count = entries.count(); count > 0; count = urgent ? count / 2 : 0) {
            EntrySpan some = entries.first(count);
            long bytes = charge(some);
            boolean fair = buffer.heldBytes() + bytes <= memory.freeForWaiting() || count == 1;
            if (fair && memory.tryHold(bytes)) {
                return some;
            }
        }
        if (urgent) {
            makeRoom(buffer);
        }
        return entries.first(0);
    }

    private static long charge(EntrySpan entries) {
        return entries.bytes() + (long) entries.count() * HeldBytes.OVERHEAD;
    }

    /** Takes memory from the partition that has most waiting: it can read it again. */
    private void makeRoom(PartitionBuffer hungry) {
        topics.allBuffers().stream()
                .filter(buffer -> buffer != hungry && buffer.waitingInMemory() > 1)
                .max(Comparator.comparingLong(PartitionBuffer::heldBytes))
                .ifPresent(PartitionBuffer::evict);
    }

    /**
     * Loads reports, up to one that is damaged.
     *
     * @param affordable whose memory is taken
     * @param readable what is read at once with them, if they must be read
     */
    private boolean load(
            PartitionBuffer buffer, PartitionPlaces.Wanted wanted, EntrySpan affordable, EntrySpan readable)
            throws IOException {
        byte[] bytes = new byte[Math.toIntExact(affordable.bytes())];
        HeldBytes held = new HeldBytes(memory, bytes, charge(affordable));
        try {
            chunk.read(wanted.run().segment, readable);
            EntrySpan sound = copySound(affordable, bytes);
            if (sound.isEmpty()) {
                return failed(buffer, wanted, unsound(wanted.run(), affordable));
            }
            if (!buffer.load(wanted, held, sound, sound.lastSequence(), this::fateOf, clockMs.getAsLong())) {
                return false;
            }
        } finally {
            held.release();
        }
        listener.ready(buffer);
        if (buffer.heldBytes() < AHEAD_BYTES) {
            hungry.add(buffer);
        }
        return true;
    }

    /** Copies reports that were read, up to one that is damaged. @return those before it */
    private EntrySpan copySound(EntrySpan entries, byte[] into) {
        int offset = 0;
        for (int i = entries.from(); i < entries.to(); i++) {
            int size = entries.list().size(i);
            chunk.copy(entries.list(), i, into, offset);
            if (!EncodedReport.isSound(into, offset, size)) {
                return entries.first(i - entries.from());
            }
            offset += size;
        }
        return entries;
    }

    private static String unsound(Run run, EntrySpan entries) {
        return "the report at byte " + entries.list().position(entries.from()) + " of segment " + run.segment
                + " is damaged: its checksum is wrong";
    }

    /** If the places have not changed meanwhile, it is true: the partition stands still. */
    private boolean failed(PartitionBuffer buffer, PartitionPlaces.Wanted wanted, String what) {
        String reason =
                what + ". Nothing of this partition is sent past it. Stop the server and inspect the journal with the"
                        + " journal tool; the other partitions go on.";
        if (!buffer.unreadable(wanted, reason)) {
            return false;
        }
        LOG.log(Logger.Level.ERROR, "Partition {0} stands still: {1}", buffer.id(), reason);
        listener.ready(buffer); // whoever waits for it should see why it does not come
        return true;
    }
}
