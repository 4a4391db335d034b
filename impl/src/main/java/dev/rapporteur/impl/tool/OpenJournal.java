package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.DirectoryLock;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.HarmedIndexException;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalDirectory;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.JournalView;
import dev.rapporteur.impl.journal.OverlayDirectory;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.outbound.Draining;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.ParkedReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.outbound.StoredReport;
import dev.rapporteur.impl.outbound.Waiting;
import dev.rapporteur.impl.thread.Bell;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A journal opened by the code that recovers it at a server's start, so that what waits in it is what the server would send:
 * either over its files, which stay as they are, or for writing, under its lock. For one thread.
 */
public final class OpenJournal implements Closeable {

    /** A part of the heap for reports on their way. */
    private static final int HEAP_DIVISOR = 4;
    /** So many harmed indexes are made anew before somebody must look at the disk. */
    private static final int MAX_HARMED = 100;

    private final Path path;
    /** What keeps its changes; null if it is written. */
    private final @Nullable OverlayDirectory overlay;

    private final Outbound outbound;
    private final Journal journal;
    private final Draining draining;
    private final ReadBack readBack;
    private final SegmentFiles files;
    private final List<String> setAsideBefore;
    private final List<String> unreadable = new ArrayList<>();

    private OpenJournal(Path path, JournalDirectory directory) {
        this.path = path;
        this.overlay = directory instanceof OverlayDirectory inMemory ? inMemory : null;
        JournalView before = JournalView.of(OverlayDirectory.over(path)); // refuses other versions in the tool's words
        this.setAsideBefore = before.quarantinedFiles();
        outbound = new Outbound(
                OutboundListener.ofHungry(this::hungry),
                new MemoryBudget(Runtime.getRuntime().maxMemory() / HEAP_DIVISOR),
                System::currentTimeMillis);
        journal = Journal.open(
                directory,
                new JournalSettings(before.segmentBytes(), Long.MAX_VALUE, true, null, true),
                outbound,
                new SecureRandom().nextLong(),
                UUID.randomUUID(),
                System::nanoTime,
                new Bell());
        readBack = outbound.newReadBack(journal.newFiles());
        files = journal.newFiles();
        draining = new Draining(outbound, readBack, files);
    }

    /** Makes it ready, or closes it again. */
    private OpenJournal prepared() {
        try {
            draining.dealOut();
            draining.readLists();
            return this;
        } catch (RuntimeException | Error e) {
            try {
                close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Only who takes from the buffers makes them hungry, and that is this class, with its read-back in place. */
    private void hungry(PartitionBuffer buffer) {
        readBack.hungry(buffer);
    }

    /**
     * Opens it without changing anything.
     *
     * @throws JournalException if it can't be read, or not be trusted
     */
    public static OpenJournal readOnly(Path directory) {
        return withIndexesMadeAnew(harmed -> {
            OverlayDirectory overlay = OverlayDirectory.over(directory);
            harmed.forEach(overlay::dropIndex);
            return new OpenJournal(directory, overlay);
        });
    }

    /** Opens it, as often as it takes until no harmed index is met any more: opening makes those anew that are not there. */
    private static OpenJournal withIndexesMadeAnew(Function<Set<Integer>, OpenJournal> opening) {
        Set<Integer> harmed = new HashSet<>();
        while (true) {
            try {
                return opening.apply(harmed).prepared();
            } catch (HarmedIndexException e) {
                if (harmed.size() == MAX_HARMED || !harmed.add(e.segment())) {
                    throw e; // made anew, it is harmed again
                }
            }
        }
    }

    /**
     * Opens it as a server would, so that deliveries can be noted in it.
     *
     * @throws JournalException if it is in use, can't be written, or not be trusted
     */
    public static OpenJournal forWriting(Path directory) {
        if (DirectoryLock.isHeld(directory)) {
            throw new JournalException("The journal in " + directory.toAbsolutePath()
                    + " is in use: stop the server first. Nothing was changed.");
        }
        // A harmed index is deleted by whoever finds it.
        return withIndexesMadeAnew(harmed -> new OpenJournal(directory, FileSystemDirectory.at(directory)));
    }

    /** What nobody can vouch for, in sentences: what opening it has found, and what was set aside before. Empty if all is sound. */
    public List<String> unvouched() {
        return new Unvouched(
                        setAsideBefore,
                        JournalView.of(overlay == null ? OverlayDirectory.over(path) : overlay)
                                .quarantinedFiles(),
                        journal.foundDamage(),
                        outbound.trouble(),
                        journal.recoveryObstacle())
                .sentences();
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    /** Its id. */
    public UUID id() {
        return journal.id();
    }

    /** The whole state but the reports' places. The last incarnation is that of this opening. */
    public Frame.Snapshot state() {
        return outbound.snapshot();
    }

    /** Which partition takes this one's reports: its own, or the one to which an operator has mapped it. */
    public PartitionId destination(PartitionId partition) {
        return outbound.destinations().of(partition);
    }

    /** Those of the topics that the journal doesn't know: it has no Route of them, and no report of them waits. */
    public List<String> unknown(Set<String> topics) {
        Waiting waiting = waiting();
        return topics.stream()
                .filter(topic -> outbound.partitionCount(topic) == 0
                        && waiting.unrouted().stream()
                                .noneMatch(one -> one.topic().equals(topic)))
                .toList();
    }

    /** What waits. */
    public Waiting waiting() {
        return Waiting.in(outbound);
    }

    /** Reads a parked report; null if it can't be, which {@link #unreadable} tells then. */
    @Nullable
    StoredReport readParked(ParkedReport report) {
        try {
            return outbound.parked().read(report.partition(), report.sequence(), files);
        } catch (IOException e) {
            unreadable.add(e.getMessage());
            return null;
        }
    }

    /** The parked reports that could not be read, in sentences. */
    public List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    /** The partitions that had reports, by topic and number. */
    public List<PartitionBuffer> partitions() {
        return Waiting.sorted(outbound);
    }

    /** The next undelivered reports of a partition, in order; see {@link Draining#next}. */
    public List<OutboundReport> next(PartitionBuffer buffer) {
        return draining.next(buffer);
    }

    /** The committed reports that wait for their topic's partition count, in order. */
    public void forEachUnrouted(String topic, BiConsumer<StoredReport, Long> each) throws IOException {
        draining.forEachUnrouted(topic, each);
    }

    /** A topic's partition count, which its waiting reports lack; durable on return if the journal is written. */
    public void route(String topic, int partitions) {
        Frame.Route route = new Frame.Route(topic, partitions);
        if (overlay == null) {
            append(route);
        } else {
            draining.route(route);
        }
        draining.dealOut();
        draining.choose(topic, overlay == null ? this::append : draining::apply);
    }

    /** All below this sequence has left the partition; durable on return if the journal is written. */
    public void delivered(PartitionId partition, long next) {
        Frame.Delivered delivered =
                new Frame.Delivered(List.of(new Position(partition.topic(), partition.number(), next)));
        if (overlay == null) {
            append(delivered);
        } else {
            draining.forget(delivered);
        }
    }

    private void append(Frame frame) {
        Append append = journal.append(frame);
        while (append.outcome() == null) {
            long unused = journal.turn();
        }
        if (append.outcome() != Append.Outcome.DONE) {
            throw new JournalException(
                    "The journal in " + path + " could not be written, so this was not noted: " + frame,
                    append.cause());
        }
    }

    @Override
    public void close() throws IOException {
        readBack.stop();
        long unused = readBack.turn();
        try (files) {
            outbound.discard();
        } finally {
            journal.close();
        }
    }
}
