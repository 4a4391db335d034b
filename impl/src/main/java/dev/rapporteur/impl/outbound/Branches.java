package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The branches that the journal knows: parts of those at work, those prepared, those decided by an operator; and the frames
 * whose reports have left their places. Changed by the journal thread; the prepared and the heuristic ones are read by any.
 */
final class Branches {

    private final LiveSegments live;
    private final Map<Long, List<Frame.Part>> parts = new TreeMap<>();
    private final Map<BranchXid, PreparedBranch> prepared = new ConcurrentHashMap<>();
    private final Map<Long, PreparedBranch> bySequence = new ConcurrentHashMap<>();
    private final Map<BranchXid, Frame.BranchDecided> heuristics = new ConcurrentHashMap<>();
    /** The last segment that lists reports of each vacated frame. */
    private final Map<Long, Integer> vacated = new ConcurrentHashMap<>();
    /** Of these, frames that were vacated before their segment was sealed: its index will not list them. */
    private final Map<Long, Integer> vacatedEarly = new ConcurrentHashMap<>();

    Branches(LiveSegments live) {
        this.live = live;
    }

    void addPart(Frame.Part part) {
        parts.computeIfAbsent(part.branch(), one -> new ArrayList<>()).add(part);
        live.add(part.at().segment());
    }

    /** The parts of a branch, which is at work no longer. Their segments live on until the caller lets them go. */
    List<Frame.Part> takeParts(long branch) {
        List<Frame.Part> taken = parts.remove(branch);
        return taken == null ? List.of() : taken;
    }

    /** The reports of a part have got their places. */
    void partPlaced(Frame.Part part) {
        live.remove(part.at().segment());
    }

    void dropParts(long branch) {
        takeParts(branch).forEach(this::partPlaced);
    }

    /** Whoever was at work in an earlier opening is no more. */
    void dropAllParts() {
        List.copyOf(parts.keySet()).forEach(this::dropParts);
    }

    boolean hasPartsIn(int segment) {
        return parts.values().stream()
                .anyMatch(all -> all.stream().anyMatch(part -> part.at().segment() == segment));
    }

    void addPrepared(PreparedBranch branch) {
        if (prepared.put(branch.xid(), branch) != null) {
            throw new IllegalStateException("Branch " + branch.xid() + " was prepared twice");
        }
        bySequence.put(branch.sequence(), branch);
        if (branch.released()) {
            branch.moved().values().forEach(at -> live.add(at.segment()));
        }
    }

    /** The branch is decided; null if it isn't prepared. Its reports' fate is the caller's business. */
    @Nullable
    PreparedBranch removePrepared(BranchXid xid) {
        PreparedBranch branch = prepared.remove(xid);
        if (branch != null && branch.released()) {
            branch.moved().values().forEach(at -> live.remove(at.segment()));
        }
        return branch;
    }

    /** After its fate is known. */
    void forgetSequence(PreparedBranch branch) {
        bySequence.remove(branch.sequence());
    }

    @Nullable
    PreparedBranch prepared(BranchXid xid) {
        return prepared.get(xid);
    }

    /** The undecided branch whose frame has this sequence. */
    @Nullable
    PreparedBranch bySequence(long sequence) {
        return bySequence.get(sequence);
    }

    Collection<PreparedBranch> allPrepared() {
        return prepared.values();
    }

    int preparedCount() {
        return prepared.size();
    }

    /** The branch's reports stand aside: their segments live on for them alone. */
    void release(PreparedBranch branch, Map<Long, BlockAt> reports) {
        branch.moved().putAll(reports);
        branch.release();
        branch.moved().values().forEach(at -> live.add(at.segment()));
    }

    /** A report was copied. @return whether it stands aside, and that is all that was to be noted */
    boolean moved(long frameSequence, long sequence, BlockAt at) {
        PreparedBranch branch = bySequence.get(frameSequence);
        if (branch == null) {
            return false;
        }
        BlockAt before = branch.moved().put(sequence, at);
        if (!branch.released()) {
            branch.listedIn(at.segment());
            return false;
        }
        if (before != null) {
            live.remove(before.segment());
        }
        live.add(at.segment());
        return true;
    }

    /** The branch's reports have left their places, by a frame in this segment. */
    void vacate(PreparedBranch branch, int segment) {
        if (branch.segment() == segment) {
            vacatedEarly.put(branch.sequence(), segment);
        } else {
            vacated.put(branch.sequence(), branch.listedIn());
        }
    }

    /** As a snapshot says. */
    void restore(Frame.Vacated frame) {
        vacated.put(frame.sequence(), frame.segment());
    }

    boolean isVacated(long sequence) {
        return (!vacated.isEmpty() && vacated.containsKey(sequence))
                || (!vacatedEarly.isEmpty() && vacatedEarly.containsKey(sequence));
    }

    boolean anyVacated() {
        return !vacated.isEmpty();
    }

    /** The segment is sealed, and its index doesn't list them. */
    void forgetVacatedIn(int segment) {
        vacatedEarly.values().removeIf(listed -> listed == segment);
    }

    /** What older segments list counts no longer. */
    void forgetVacatedBelow(int segment) {
        vacated.values().removeIf(listed -> listed < segment);
    }

    /** What becomes of a report; null if it has left its place. For any thread. */
    @Nullable
    Fate fateOf(long frameSequence) {
        PreparedBranch branch = bySequence.get(frameSequence);
        if (branch != null) {
            return branch.fate().state() == Fate.State.VACATED ? null : branch.fate();
        }
        return isVacated(frameSequence) ? null : Fate.COMMITTED;
    }

    /** Reports that stand in their places and wait for their branch's decision. For any thread. */
    long undecidedReports() {
        return undecided().mapToLong(PreparedBranch::reports).sum();
    }

    /** Their bytes. For any thread. */
    long undecidedBytes() {
        return undecided().mapToLong(PreparedBranch::bytes).sum();
    }

    private Stream<PreparedBranch> undecided() {
        return prepared.values().stream().filter(branch -> !branch.released());
    }

    Map<BranchXid, Frame.BranchDecided> heuristics() {
        return heuristics;
    }

    /** What a recovery scan lists: branches prepared for the transaction manager, and those decided by an operator. */
    List<BranchXid> recoverable() {
        Set<BranchXid> xids = new LinkedHashSet<>();
        prepared.values().stream().filter(branch -> branch.proof() == null).forEach(branch -> xids.add(branch.xid()));
        xids.addAll(heuristics.keySet());
        return List.copyOf(xids);
    }

    List<Frame.BranchDecided> heuristicFrames() {
        List<Frame.BranchDecided> decided = new ArrayList<>(heuristics.values());
        decided.sort(Comparator.comparing(one -> one.xid().toString()));
        return decided;
    }

    List<Frame.Prepared> preparedFrames() {
        return prepared.values().stream()
                .sorted(Comparator.comparingLong(PreparedBranch::sequence))
                .map(PreparedBranch::toFrame)
                .toList();
    }

    List<Frame.Proven> provenFrames() {
        List<Frame.Proven> proven = new ArrayList<>();
        for (PreparedBranch branch : prepared.values()) {
            Frame.Proof proof = branch.proof();
            if (proof != null) {
                proven.add(new Frame.Proven(branch.sequence(), proof));
            }
        }
        proven.sort(Comparator.comparingLong(Frame.Proven::sequence));
        return proven;
    }

    List<Frame.Part> partFrames() {
        List<Frame.Part> all = new ArrayList<>();
        parts.values().forEach(all::addAll);
        return all;
    }

    List<Frame.Vacated> vacatedFrames() {
        return new TreeMap<>(vacated)
                .entrySet().stream()
                        .map(one -> new Frame.Vacated(one.getKey(), one.getValue()))
                        .toList();
    }
}
