package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A branch that voted to commit and waits for its decision. Changed by the journal thread only.
 *
 * <pre>
 * holding  -> decided      its reports stand in their partitions, which wait behind them
 * holding  -> released     its partitions wait no longer: its reports stand aside
 * released -> decided      committed: its reports take places at the tail
 * </pre>
 */
final class PreparedBranch {

    /**
     * Where some of its reports stand.
     *
     * @param topic the topic's name
     * @param partition the partition, or {@link Frame#UNROUTED}
     */
    record Target(String topic, int partition) {}

    /** How many of its reports stand there. */
    static final class Share {
        private int reports;
        private long bytes;

        int reports() {
            return reports;
        }

        long bytes() {
            return bytes;
        }
    }

    private final BranchXid xid;
    private final Frame.@Nullable Proof proof;
    private final long sequence;
    private final int segment;
    private final long atMs;
    private final Fate fate = Fate.undecided();
    private final Map<Target, Share> shares = new LinkedHashMap<>();
    /** Where its reports lay when it was prepared. */
    private final List<Frame.Lying> blocks = new ArrayList<>();
    /** Where those lie that were copied since; once it is released, where each of them lies. By sequence. */
    private final Map<Long, BlockAt> moved = new TreeMap<>();

    private int listedIn;
    private int missing;
    private volatile boolean released;
    private volatile int reports;
    private volatile long bytes;

    /**
     * A branch as its frame says.
     *
     * @param proof what the database is asked that decides; null: the transaction manager decides
     * @param sequence of the frame
     * @param segment that holds it
     * @param atMs when it was applied, by the engine's clock
     */
    PreparedBranch(BranchXid xid, Frame.@Nullable Proof proof, long sequence, int segment, long atMs) {
        this.xid = xid;
        this.proof = proof;
        this.sequence = sequence;
        this.segment = segment;
        this.listedIn = segment;
        this.atMs = atMs;
    }

    /** A branch as a snapshot says. */
    static PreparedBranch of(Frame.Prepared prepared, Frame.@Nullable Proof proof, long atMs) {
        PreparedBranch branch =
                new PreparedBranch(prepared.xid(), proof, prepared.sequence(), prepared.segment(), atMs);
        branch.listedIn = prepared.listedIn();
        for (Frame.Share share : prepared.shares()) {
            branch.add(new Target(share.topic(), share.partition()), share.reports(), share.bytes());
        }
        branch.blocks.addAll(prepared.blocks());
        prepared.moved().forEach(one -> branch.moved.put(one.sequence(), one.at()));
        if (prepared.released()) {
            branch.release();
        }
        return branch;
    }

    Frame.Prepared toFrame() {
        List<Frame.Share> all = new ArrayList<>();
        shares.forEach((target, share) ->
                all.add(new Frame.Share(target.topic(), target.partition(), share.reports, share.bytes)));
        List<Frame.Lying> lying = new ArrayList<>();
        moved.forEach((number, at) -> lying.add(new Frame.Lying(number, at)));
        return new Frame.Prepared(xid, sequence, segment, listedIn, released, all, List.copyOf(blocks), lying);
    }

    BranchXid xid() {
        return xid;
    }

    /** What the database is asked that decides; null: the transaction manager decides. */
    Frame.@Nullable Proof proof() {
        return proof;
    }

    /** Of the BranchPrepared frame. */
    long sequence() {
        return sequence;
    }

    /** The segment that holds that frame. */
    int segment() {
        return segment;
    }

    /** The last segment whose index lists reports of it: some may have been copied. */
    int listedIn() {
        return listedIn;
    }

    void listedIn(int later) {
        listedIn = Math.max(listedIn, later);
    }

    /** When it was applied, by the engine's clock in milliseconds. */
    long atMs() {
        return atMs;
    }

    Fate fate() {
        return fate;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the journal thread
    void add(Target target, int more, long moreBytes) {
        share(target, more, moreBytes);
        reports += more;
        bytes += moreBytes;
    }

    private void share(Target target, int more, long moreBytes) {
        Share share = shares.computeIfAbsent(target, one -> new Share());
        share.reports += more;
        share.bytes += moreBytes;
    }

    /** A topic's Route became known: its unrouted reports stand in these partitions now. */
    void dealt(String topic, int partition, int size) {
        Share from = shares.get(new Target(topic, Frame.UNROUTED));
        if (from != null) {
            from.reports--;
            from.bytes -= size;
            if (from.reports == 0) {
                shares.remove(new Target(topic, Frame.UNROUTED));
            }
            share(new Target(topic, partition), 1, size);
        }
    }

    Map<Target, Share> shares() {
        return shares;
    }

    /** Its reports. For any thread. */
    int reports() {
        return reports;
    }

    /** Their bytes. For any thread. */
    long bytes() {
        return bytes;
    }

    /** So many of its reports are not where they were: history is being read, and their copies come later in it. */
    void miss(int more) {
        missing += more;
    }

    /** A copy of one of those that were missed has come. */
    void found(Target target, int size) {
        if (missing > 0) {
            missing--;
            add(target, 1, size);
        }
    }

    void addBlock(long first, BlockAt at) {
        blocks.add(new Frame.Lying(first, at));
    }

    List<Frame.Lying> blocks() {
        return blocks;
    }

    Map<Long, BlockAt> moved() {
        return moved;
    }

    /** Whether its partitions were released from waiting for it. For any thread. */
    boolean released() {
        return released;
    }

    void release() {
        fate.become(Fate.State.VACATED);
        released = true;
    }
}
