package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.thread.Bell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes what waits out of an outbound state on one thread: reads back and deals out by itself. For a journal that nobody else
 * works with.
 */
public final class Draining {

    /** Reading on finds something, says why it can't, or is at its end, long before. */
    private static final int MAX_TRIES = 1_000_000;

    private static final int MAX_REPORTS = 500;
    private static final int MAX_BYTES = 1 << 20;

    /** Where a frame lies that is only applied, and not written. */
    private static final BlockAt NOWHERE = new BlockAt(0, 0, 0);

    private final Outbound outbound;
    private final ReadBack readBack;
    private final SegmentFiles files;

    /**
     * Begins.
     *
     * @param readBack of the same state, to which its listener hands hungry buffers
     * @param files closed by whoever made them
     */
    public Draining(Outbound outbound, ReadBack readBack, SegmentFiles files) {
        this.outbound = outbound;
        this.readBack = readBack;
        this.files = files;
    }

    /**
     * Reads all lists of reports that wait: so none is found to be harmed later.
     *
     * @throws dev.rapporteur.impl.journal.HarmedIndexException if one is harmed; its index is dropped
     */
    public void readLists() {
        for (TopicState topic : outbound.topics().all()) {
            topic.unrouted(this::readLists);
            topic.buffers().forEach(buffer -> buffer.with(this::readLists));
        }
    }

    private RunQueue readLists(RunQueue queue) {
        for (Run run : List.copyOf(queue.runs())) {
            EntryList unused = outbound.listing().alive(run);
        }
        return queue;
    }

    /**
     * Takes the next committed reports of a partition, in order. Their memory is given back when a Delivered frame for them is
     * applied.
     *
     * @return empty if there are no more, or what comes next is undecided or can't be read
     */
    public List<OutboundReport> next(PartitionBuffer buffer) {
        for (int i = 0; i < MAX_TRIES; i++) {
            List<OutboundReport> taken = buffer.take(MAX_REPORTS, MAX_BYTES);
            boolean stopped = buffer.waitingInMemory() > 0 || buffer.held() != null;
            if (!taken.isEmpty() || stopped || (buffer.wanted(1) == null && !buffer.isAtBarrier())) {
                return taken;
            }
            long unused = readBack.turn();
            boolean unusedWork = outbound.work();
        }
        throw new JournalException("What waits in " + buffer.id()
                + " can't be read into memory. Give the tool more heap, as with java -Xmx2g, and try again.");
    }

    /**
     * Goes through the reports that wait for their topic's partition count, in order, and leaves them where they are.
     *
     * @param each gets a report and its sequence; only committed ones
     */
    public void forEachUnrouted(String topic, BiConsumer<StoredReport, Long> each) throws IOException {
        List<Run> runs = outbound.topics().topic(topic).unrouted(queue -> new ArrayList<>(queue.runs()));
        for (Run run : runs) {
            EntryList entries = outbound.listing().alive(run);
            for (int i = 0; i < entries.count(); i++) {
                long sequence = entries.sequence(i);
                Fate fate = outbound.branches().fateOf(Outbound.frameOf(sequence));
                if (fate != null && fate.state() == Fate.State.COMMITTED) {
                    byte[] bytes = files.read(new BlockAt(run.segment, entries.position(i), entries.size(i)));
                    each.accept(
                            StoredReport.in(new ReportBlock(bytes, 0, bytes.length))
                                    .get(0),
                            sequence);
                }
            }
        }
    }

    /** Deals out all that waited for a Route which is known by now: so every partition that has reports is there. */
    public void dealOut() {
        for (TopicState topic : outbound.topics().all()) {
            while (topic.toDeal() != null) {
                boolean unused = topic.askToDeal();
                if (!outbound.work()) {
                    throw new JournalException("Reports of topic " + topic.name() + " can't be dealt out");
                }
            }
        }
    }

    /**
     * Deals out what waits in a topic for a partitioner's choice, as without one: by the keys' hashes, or in turn.
     *
     * @param taken applies each frame, written or not
     */
    public void choose(String topic, Consumer<Frame> taken) {
        TopicState waiting = outbound.topics().topic(topic);
        Choosing choosing = outbound.newChoosing(
                files,
                (report, partitions) -> OptionalInt.empty(),
                frame -> {
                    throw new IllegalStateException("Nobody takes its turns");
                },
                new Bell());
        try {
            while (waiting.hasToChoose()) {
                taken.accept(choosing.next(waiting));
            }
        } catch (IOException e) {
            throw new JournalException("What waits in topic " + topic + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Applies a frame, without writing it. */
    public void apply(Frame frame) {
        outbound.apply(frame, 0, NOWHERE);
    }

    /** Applies that these are delivered, without writing it. */
    public void forget(Frame.Delivered delivered) {
        outbound.apply(delivered, 0, NOWHERE);
    }

    /** Applies a topic's partition count, without writing it. */
    public void route(Frame.Route route) {
        outbound.apply(route, 0, NOWHERE);
    }
}
