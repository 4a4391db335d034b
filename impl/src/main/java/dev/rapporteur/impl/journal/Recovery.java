package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is there into the fold: of sealed segments their indexes, of the last one its frames, up to the last that is
 * proven to be durable. For one opening, on the opening thread.
 *
 * <p>What comes after that, the <i>tail</i>, may be in the page cache only: it is handed to whoever writes the next segment,
 * and applied when it is on the disk there. A damaged segment is mended and set aside ({@link Quarantine}); what can't be
 * understood at all, or belongs to another journal or version, is refused, and nothing is changed.
 */
final class Recovery {

    /** An unclean stop has lost fewer frames; the next opening leaves out so many sequences, so that none is used twice. */
    static final long LOST_AT_MOST = 1 << 24;

    /** Of more segments in a row nobody believes that they were lost. */
    static final int MAX_GAP = 10_000;

    /** What was lost with the last segments may have begun behind such a gap itself: then more is left out, a random multiple. */
    private static final int MAX_MULTIPLE = 1024;

    /** A sealed segment's sizes on the disk, and the sequence of its last frame. */
    record Sealed(int number, long bytes, long indexBytes, long lastSequence) {}

    /** A frame of the tail, as it was written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only written
    record Tail(long sequence, Frame frame, byte kind, byte[] payload) {}

    /**
     * What was found.
     *
     * @param sealed the segments but for the last one, ascending
     * @param last the number of the last segment, 0 if there is none
     * @param contentBytes where its proven frames end
     * @param durable the last sequence that is proven to be durable
     * @param tail what comes after it
     * @param closed whether the journal had been closed in order, or is new
     * @param leftOut so many sequences are not used, for they may have been
     * @param damage what can't be vouched for, found by this opening
     */
    record Result(
            List<Sealed> sealed,
            int last,
            long contentBytes,
            long durable,
            List<Tail> tail,
            boolean closed,
            long leftOut,
            List<Quarantined> damage) {}

    private static final Logger LOG = System.getLogger(Recovery.class.getName());

    private final JournalDirectory directory;
    private final JournalIdentity identity;
    private final long leftOutAfterLoss;
    private final Fold fold;
    private final Quarantine quarantine;
    private final Damage damage;
    private final IndexRebuild rebuild;
    /** Segments that are known to be missing, by this opening or an earlier one. */
    private final Set<Integer> missing = new HashSet<>();
    /** Of the segments whose headers are whole. */
    private final Map<Integer, SegmentHeader> headers = new HashMap<>();

    Recovery(JournalDirectory directory, JournalIdentity identity, int segmentBytes, Fold fold, long incarnation) {
        this.leftOutAfterLoss = LOST_AT_MOST * (2 + Math.floorMod(incarnation, MAX_MULTIPLE));
        this.directory = directory;
        this.identity = identity;
        this.fold = fold;
        this.quarantine = new Quarantine(directory, identity.id());
        this.damage = new Damage(quarantine);
        this.rebuild = new IndexRebuild(directory, identity.id(), segmentBytes, fold, headers, damage);
    }

    Result run() throws IOException {
        checkOwner();
        quarantine.finishInterrupted();
        List<Integer> segments = segments();
        if (identity.hasLostAll(segments)) {
            throw new JournalException(
                    "The journal in " + directory + " has lost all its segments." + SegmentOwner.REMEDY);
        }
        if (segments.isEmpty()) {
            return new Result(List.of(), 0, 0, 0, List.of(), true, 0, List.of());
        }
        int last = segments.get(segments.size() - 1);
        LastWords words = LastWords.of(directory, last);
        requireNoFarOnes(segments, words.logStart());
        missing.addAll(words.missing());
        List<Sealed> sealed = unread(segments, words);
        segments =
                segments.stream().filter(segment -> !words.mayBeGone(segment)).toList();
        noteLostFirst(segments.get(0), words.logStart());
        adoptSealed(segments, sealed);
        return readLast(sealed, last);
    }

    /** Before anything is changed. */
    private void requireNoFarOnes(List<Integer> segments, Frame.@Nullable LogStart start) {
        int before = start == null ? segments.get(0) : start.segment() - 1;
        for (int segment : segments) {
            if (segment - before > MAX_GAP) {
                throw new JournalException(SegmentName.of(segment) + " in the journal " + directory + " stands "
                        + (segment - before)
                        + " numbers behind the one before it. If it is none of the journal's, move it away."
                        + SegmentOwner.REMEDY);
            }
            before = segment;
        }
    }

    private void checkOwner() throws IOException {
        SegmentOwner owner = new SegmentOwner(directory, identity.id());
        for (int segment : segments()) {
            SegmentHeader header = owner.check(segment);
            if (header != null) {
                headers.put(segment, header);
            }
        }
    }

    /** Hands the fold what the indexes say of all segments but the last. */
    private void adoptSealed(List<Integer> segments, List<Sealed> sealed) throws IOException {
        long before = 0;
        for (int i = 0; i < segments.size() - 1; i++) {
            int segment = segments.get(i);
            IndexFile index = indexOf(segment, segments.get(i + 1), before);
            noteGap(segment, segments.get(i + 1), index.lastSequence());
            fold.adopt(segment, index.head());
            before = index.lastSequence();
            sealed.add(
                    new Sealed(segment, sizeOf(SegmentName.of(segment)), sizeOf(SegmentName.indexOf(segment)), before));
        }
    }

    /**
     * What the log's start has passed is not read again, whether a crash kept it from going or somebody brought it back: its
     * reports may have been rolled back since. It goes; but one that was missing when the start passed it is set aside.
     */
    private List<Sealed> unread(List<Integer> segments, LastWords words) throws IOException {
        List<Sealed> unread = new ArrayList<>();
        for (int segment : segments) {
            if (words.mayBeGone(segment) && missing.contains(segment)) {
                quarantine.setAside(segment);
            } else if (words.mayBeGone(segment)) {
                unread.add(new Sealed(segment, sizeOf(SegmentName.of(segment)), 0, 0));
            }
        }
        return unread;
    }

    /** What was let go was announced before: the first that is there should be the one that was kept, or an older one. */
    private void noteLostFirst(int first, Frame.@Nullable LogStart start) throws IOException {
        if (start != null) {
            noteGap(start.segment() - 1, first, start.sequence() - 1);
        }
    }

    private List<Integer> segments() throws IOException {
        return directory.list().stream()
                .flatMap(name -> SegmentName.parse(name).stream())
                .sorted()
                .toList();
    }

    private long sizeOf(String name) throws IOException {
        try (JournalFile file = directory.open(name)) {
            return file.size();
        }
    }

    /** Segments go from the oldest on only, so their numbers have no gap: what lacks was lost. */
    private void noteGap(int segment, int next, long lastSequence) throws IOException {
        SegmentHeader after = headers.get(next);
        long through = after == null ? lastSequence : after.firstSequence() - 1;
        for (int lacking = segment + 1; lacking < next; lacking++) {
            if (missing.add(lacking)) {
                damage.missing(Quarantined.missing(lacking, lastSequence + 1, through));
            }
        }
    }

    /** A sealed segment's index, made anew from its frames if it is missing or harmed. */
    private IndexFile indexOf(int segment, int next, long before) throws IOException {
        IndexFile index = IndexFile.read(directory, segment, identity.id());
        if (index != null) {
            return index;
        }
        SegmentHeader after = headers.get(next);
        if (next != segment + 1 || after == null) {
            // Where it ends is not known from the next one: it ends where its frames do.
            return rebuild.index(segment, Long.MAX_VALUE, before);
        }
        return rebuild.index(segment, after.firstSequence() - 1, before);
    }

    private Result readLast(List<Sealed> sealed, int last) throws IOException {
        long before = sealed.isEmpty() ? 0 : sealed.get(sealed.size() - 1).lastSequence();
        try (SegmentScan scan = new SegmentScan(directory, last, Long.MAX_VALUE, before + 1)) {
            fold.restore(rebuild.stateAt(scan, last));
            List<SegmentReader.Found> unproven = new ArrayList<>();
            long content = scan.position();
            long durable = scan.firstSequence() - 1;
            boolean closed = false;
            for (SegmentReader.Found found = scan.next(); found != null; found = scan.next()) {
                unproven.add(found);
                // Each header proves what came before it: that much need not be held until the end.
                long proven = found.header().durable();
                if (proven > durable) {
                    content = applyThrough(proven, unproven, scan, content);
                    durable = proven;
                }
                closed = scan.decode(found) instanceof Frame.DurableMark mark && mark.closing();
            }
            List<Tail> tail = unproven.stream().map(found -> tail(found, scan)).toList();
            for (Quarantined range : scan.damage()) {
                // The note that will stand in for it is not behind the proven frames, but among them.
                content = range.lastSequence() <= durable ? Math.max(content, range.to()) : content;
            }
            long end = tail.isEmpty() ? durable : tail.get(tail.size() - 1).sequence();
            boolean cut = noteCut(last, scan, end);
            boolean lost = noteLostSuccessors(last, end) || cut;
            boolean torn = new TornTail(directory, last).keep(scan.reader(), scan.file());
            damage.mend(last, scan);
            if (torn || !closed) {
                LOG.log(
                        Logger.Level.WARNING,
                        "The journal in {0} was not closed in order; read on from its last whole frame",
                        directory);
            }
            boolean clean = closed && !torn && !lost;
            long leftOut = clean ? 0 : lost ? leftOutAfterLoss : LOST_AT_MOST;
            return new Result(sealed, last, content, durable, tail, clean, leftOut, damage.found());
        }
    }

    private static Tail tail(SegmentReader.Found found, SegmentScan scan) {
        FrameHeader header = found.header();
        return new Tail(header.sequence(), scan.decode(found), header.kind(), found.payload());
    }

    private boolean noteCut(int last, SegmentScan scan, long end) throws IOException {
        long size = scan.file().size();
        if (!new JournalEnd(directory).isCut(last)) {
            return false;
        }
        damage.cut(new Quarantined(end + 1, end + leftOutAfterLoss, last, size, size));
        return true;
    }

    private boolean noteLostSuccessors(int last, long end) throws IOException {
        List<String> indexes = new JournalEnd(directory).indexesBehind(last);
        if (indexes.isEmpty()) {
            return false;
        }
        damage.missing(Quarantined.missing(last + 1, end + 1, end + leftOutAfterLoss));
        for (String name : indexes) {
            directory.delete(name); // only now: it is all that tells
        }
        return true;
    }

    /** Whether an Opened frame with this sequence may follow where this one was expected. */
    static boolean mayLeaveOut(long expected, long sequence) {
        long leftOut = sequence - expected;
        return leftOut > 0 && leftOut % LOST_AT_MOST == 0 && leftOut / LOST_AT_MOST < 2 + MAX_MULTIPLE;
    }

    /** Applies what is proven durable, and leaves the rest. @return where that ends */
    private long applyThrough(long proven, List<SegmentReader.Found> frames, SegmentScan scan, long content) {
        long end = content;
        int applied = 0;
        for (SegmentReader.Found found : frames) {
            if (found.header().sequence() > proven) {
                break;
            }
            Frame frame = scan.decode(found);
            fold.apply(frame, found.header().sequence(), found.reports(frame));
            end = found.end();
            applied++;
        }
        frames.subList(0, applied).clear();
        return end;
    }
}
