package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import dev.rapporteur.impl.thread.TurnThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * This project's journal with all that hangs on it: each frame also takes its reports' places in the partition buffers, and
 * a thread of its own takes them from there and confirms them.
 */
final class OurJournal implements Contender {

    static final Entry ENTRY = new Entry(
            "this journal", (directory, disk) -> new OurJournal(directory, disk, BareEngine.SEGMENT_BYTES, 0));

    private static final long MEMORY_MAX_BYTES = 256L << 20;
    private static final long CONFIRM_EVERY_MS = 5;
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(1);

    private final Map<Load, List<ReportBlock>> blocks = new ConcurrentHashMap<>();
    private final BareEngine engine;
    private final Consumer consumer;
    private final TurnThread confirming;
    private volatile @Nullable Throwable failure;
    private volatile boolean closing;

    /**
     * In an empty directory.
     *
     * @param directory the journal's
     * @param disk how long its syncs take
     * @param segmentBytes the size of its files
     * @param stuckPartitions so many partitions, the first, are never confirmed
     */
    OurJournal(Path directory, Disk disk, int segmentBytes, int stuckPartitions) {
        engine = BareEngine.open(directory, disk, MEMORY_MAX_BYTES, segmentBytes);
        consumer = new Consumer(engine, stuckPartitions, OutboundReport::size);
        confirming = TurnThread.start("benchmark-confirming", this::confirm, new Bell());
    }

    private static List<ReportBlock> blocks(Load load) {
        return IntStream.range(0, BareEngine.PARTITIONS)
                .mapToObj(partition -> Blocks.of(load.reports(), load.payloadBytes(), partition))
                .toList();
    }

    @Override
    public void commit(Phases phases, Load load, long number) {
        List<ReportBlock> each = blocks.computeIfAbsent(load, OurJournal::blocks);
        ReportBlock block = each.get((int) (number % each.size()));
        switch (phases) {
            case ONE -> engine.append(new Frame.Reports(Frame.NO_PARTS, block));
            case TWO -> {
                BranchXid xid = BranchXid.of(new NumberedXid(number));
                engine.append(new Frame.BranchPrepared(xid, Frame.NO_PARTS, block));
                engine.append(new Frame.BranchDecided(xid, Frame.Decision.COMMIT, false));
            }
        }
    }

    BareEngine engine() {
        return engine;
    }

    private long confirm() {
        try {
            while (!closing) {
                if (consumer.round() == 0) {
                    return CONFIRM_EVERY_MS;
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        return Turn.DONE;
    }

    @Override
    public void close() {
        closing = true;
        boolean ended = confirming.join(ENDS_WITHIN);
        engine.close();
        if (failure != null || !ended) {
            throw new IllegalStateException("Confirming has failed", failure);
        }
    }
}
