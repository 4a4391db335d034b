package dev.rapporteur.impl.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds: everything that decides whether, where or in what order a report goes. The state of the
 * outbound side is a fold over frames in their journal order, live and after a restart.
 *
 * <p>Those about parked reports stand in {@link Parking}, those for observers in {@link Observing}.
 */
public sealed interface Frame
        permits Frame.Opened,
                Frame.Route,
                Frame.BranchPart,
                Frame.BranchDropped,
                Frame.BranchPrepared,
                Frame.BranchDecided,
                Frame.BranchForgotten,
                Frame.Released,
                Frame.Reports,
                Frame.Delivered,
                Frame.Moved,
                Frame.Chosen,
                Frame.Mapped,
                Frame.Quarantined,
                Frame.LogStart,
                Frame.DurableMark,
                Frame.TransactionalIdUsed,
                Frame.Snapshot,
                Parking,
                Observing {

    /**
     * One method for each kind, so that whoever treats frames treats all of them.
     *
     * @param <C> what is handed through
     */
    interface Visitor<C> {
        void opened(Opened frame, C context);

        void route(Route frame, C context);

        void branchPart(BranchPart frame, C context);

        void branchDropped(BranchDropped frame, C context);

        void branchPrepared(BranchPrepared frame, C context);

        void branchDecided(BranchDecided frame, C context);

        void branchForgotten(BranchForgotten frame, C context);

        void released(Released frame, C context);

        void reports(Reports frame, C context);

        void delivered(Delivered frame, C context);

        void parked(Parking.Parked frame, C context);

        void retried(Parking.Retried frame, C context);

        void dropped(Parking.Dropped frame, C context);

        void confirmed(Observing.Confirmed frame, C context);

        void observed(Observing.Observed frame, C context);

        void unobserved(Observing.Unobserved frame, C context);

        void transactionalIdUsed(TransactionalIdUsed frame, C context);

        void moved(Moved frame, C context);

        void chosen(Chosen frame, C context);

        void mapped(Mapped frame, C context);

        void quarantined(Quarantined frame, C context);

        void logStart(LogStart frame, C context);

        void durableMark(DurableMark frame, C context);

        void snapshot(Snapshot frame, C context);
    }

    /** Its reports; an empty block if its kind has none. */
    default ReportBlock reports() {
        return ReportBlock.NONE;
    }

    /** Calls the visitor's method for this kind. */
    <C> void accept(Visitor<C> visitor, C context);

    /**
     * The journal was opened.
     *
     * @param incarnation a random number that names this opening
     * @param clean whether the one before had been closed; if not, the sequences of frames have jumped, so that none of a
     *     lost tail is used twice
     */
    record Opened(long incarnation, boolean clean) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.opened(this, context);
        }
    }

    /**
     * A topic's partition count, from here on.
     *
     * @param topic the topic
     * @param partitions its partition count, at least 1, never less than before
     * @param byChoice with the topic's first one: reports without a partition of their own wait for a {@link Chosen} frame, now
     *     and later; else the first one says by itself where those go that have waited for it
     */
    record Route(String topic, int partitions, boolean byChoice) implements Frame {

        /** By the keys' hashes, or in turn. */
        public Route(String topic, int partitions) {
            this(topic, partitions, false);
        }

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.route(this, context);
        }
    }

    /**
     * Some of the reports of a branch that is too large for memory, written while it is at work. They take no place yet:
     * that comes with the branch's BranchPrepared or Reports frame. Parts of an earlier opening without one are void.
     *
     * @param branch the branch's number, which no other branch has
     * @param reports at least one
     */
    record BranchPart(long branch, ReportBlock reports) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.branchPart(this, context);
        }
    }

    /** A branch with parts was rolled back before it was prepared: its parts are void. */
    record BranchDropped(long branch) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.branchDropped(this, context);
        }
    }

    /**
     * A branch voted to commit: the reports of its parts, then those in this frame, take their places here, and wait for
     * the decision.
     *
     * @param xid names the branch; to the transaction manager, if that decides
     * @param proof the database that decides, and what it is asked; null: the transaction manager decides
     * @param branch the number under which parts were written; {@link #NO_PARTS} if none were
     * @param reports at least one if there are no parts
     */
    record BranchPrepared(BranchXid xid, @Nullable Proof proof, long branch, ReportBlock reports) implements Frame {

        /** Decided by the transaction manager. */
        public BranchPrepared(BranchXid xid, long branch, ReportBlock reports) {
            this(xid, null, branch, reports);
        }

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.branchPrepared(this, context);
        }
    }

    /**
     * A prepared branch was decided.
     *
     * @param xid the branch
     * @param decision what was decided
     * @param heuristic by an operator, against or ahead of the transaction manager; remembered until forgotten
     */
    record BranchDecided(BranchXid xid, Decision decision, boolean heuristic) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.branchDecided(this, context);
        }
    }

    /** The transaction manager has taken note of an operator's decision: the branch is no more. */
    record BranchForgotten(BranchXid xid) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.branchForgotten(this, context);
        }
    }

    /** The partitions behind this undecided branch wait no longer; if it commits, its reports go to the tail. */
    record Released(BranchXid xid) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.released(this, context);
        }
    }

    /**
     * Reports that are committed with this frame, those of the branch's parts first: of a one-phase commit, or of no
     * transaction.
     *
     * @param branch the number under which parts were written; {@link #NO_PARTS} if none were
     * @param reports at least one if there are no parts
     */
    record Reports(long branch, ReportBlock reports) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.reports(this, context);
        }
    }

    /**
     * Kafka has confirmed reports.
     *
     * @param positions per partition
     */
    record Delivered(List<Position> positions) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.delivered(this, context);
        }
    }

    /**
     * Reports copied forward from the oldest segment, so that it can go. Each keeps its place in its partition.
     *
     * @param places one for each report of the block, in its order
     * @param reports the copies
     */
    record Moved(List<MovedTo> places, ReportBlock reports) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.moved(this, context);
        }
    }

    /**
     * Partitions were chosen for reports that have waited for that, the oldest first. Each keeps its sequence, stands where that
     * belongs, and lies where it lay. It holds no reports, so it finds room in a journal that is full of them.
     *
     * @param topic the topic, whose Route is by choice
     * @param next of what waits in this topic, nothing that has a lower sequence waits any more
     * @param segment where they lie
     * @param places one for each report, in the order of their sequences
     */
    record Chosen(String topic, long next, int segment, List<ChosenPlace> places) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.chosen(this, context);
        }
    }

    /**
     * From here on an operator has a partition's reports sent to another one of its topic. They keep their places: only on their
     * way out another partition takes them, until another such frame says otherwise.
     *
     * @param topic the topic
     * @param from the partition in which they stand
     * @param to the one that takes them; the same: its own, as without such a frame
     */
    record Mapped(String topic, int from, int to) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.mapped(this, context);
        }
    }

    /**
     * Notes frames that can't be read any more. Within the damaged segment it stands in their place: its header's sequence is
     * then that of the last of them, and its payload is padded to fill their bytes.
     *
     * @param firstSequence sequence of the first frame that can't be vouched for
     * @param lastSequence of the last one
     * @param segment where they were
     * @param from first byte in the file
     * @param to the byte after the last; 0 if the whole file is missing
     */
    record Quarantined(long firstSequence, long lastSequence, int segment, long from, long to) implements Frame {

        /** Of a segment that is not there. */
        static Quarantined missing(int segment, long firstSequence, long lastSequence) {
            return new Quarantined(firstSequence, lastSequence, segment, 0, 0);
        }

        /** Whether the segment is not there. */
        public boolean isMissing() {
            return to == 0;
        }

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.quarantined(this, context);
        }
    }

    /**
     * Segments before this one may be gone from here on: nothing in them is alive. Durable before the first of them goes, so
     * that one which lacks for another reason is found.
     *
     * @param segment the oldest one that is kept
     * @param sequence one more than that of the last frame that may be gone
     */
    record LogStart(int segment, long sequence) implements Frame {

        /** Of a journal of which nothing has gone yet. */
        public static final LogStart FIRST = new LogStart(1, 1);

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.logStart(this, context);
        }
    }

    /** All frames before this one are durable: written when the journal falls idle, and as the last one when it is closed. */
    record DurableMark(boolean closing) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.durableMark(this, context);
        }
    }

    /**
     * One of this journal's transactional ids is used from now on. Durable before Kafka hears of it, so that whoever may still
     * write under it can be fenced.
     *
     * @param number tells this journal's ids apart, from 0 upward; used again and again, so that they stay few
     * @param brokerId the broker whose partitions are written under it; that of the last such frame counts
     */
    record TransactionalIdUsed(int number, int brokerId) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.transactionalIdUsed(this, context);
        }
    }

    /**
     * The whole state but the reports' places, at each segment's head, so that older segments can go. It has no sequence of
     * its own: its header's is that of the last frame that it sums up.
     *
     * @param logStart what may be gone
     * @param incarnations the last that this journal had
     * @param routes the known topics
     * @param positions the partitions with confirmed reports
     * @param heuristics branches decided by an operator and not forgotten yet
     * @param prepared branches that wait for their decision
     * @param parts of branches that are at work
     * @param vacated frames whose reports have left the places that earlier segments' indexes still list
     * @param quarantined ranges that can't be vouched for
     * @param parked what is parked, and what has left its place
     * @param transactionalIds all that were ever used, by number
     * @param choices the topics whose Route is by choice
     * @param observers who observes, and how far he has come
     * @param mappings where partitions' reports go and went, each pair once: of a partition's, the last one counts
     * @param proven those of the prepared branches that a database decides
     */
    record Snapshot(
            LogStart logStart,
            List<Long> incarnations,
            List<KnownRoute> routes,
            List<Position> positions,
            List<BranchDecided> heuristics,
            List<Prepared> prepared,
            List<Part> parts,
            List<Vacated> vacated,
            List<Quarantined> quarantined,
            List<Parking.Place> parked,
            List<TransactionalIdUsed> transactionalIds,
            List<Choice> choices,
            List<Observing.Observed> observers,
            List<Mapped> mappings,
            List<Proven> proven)
            implements Frame {

        /** Of a journal without a frame. */
        public static final Snapshot EMPTY = new Snapshot(
                LogStart.FIRST,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());

        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.snapshot(this, context);
        }
    }

    /** What was decided about a branch. */
    enum Decision {
        COMMIT,
        ROLLBACK
    }

    /**
     * What a database can tell of a transaction.
     *
     * @param database its data source's name
     * @param text what it is to be asked, in words that this layer doesn't look into
     */
    record Proof(String database, String text) {}

    /**
     * A partition's delivery position.
     *
     * @param topic the topic
     * @param partition the partition
     * @param next one more than the sequence of the last report confirmed
     */
    record Position(String topic, int partition, long next) {}

    /**
     * Where a report that was moved stands.
     *
     * @param sequence its sequence, as before
     * @param partition its partition; {@link #UNROUTED} if its topic's Route isn't known
     */
    record MovedTo(long sequence, int partition) {}

    /**
     * What was chosen for a report.
     *
     * @param sequence its sequence, as before
     * @param partition its partition
     * @param position its first byte in the segment's file
     * @param size its bytes
     */
    record ChosenPlace(long sequence, int partition, long position, int size) {}

    /**
     * A topic's partition counts.
     *
     * @param topic the topic
     * @param partitions as the last Route frame says
     * @param firstPartitions as the first one said: it fixed where the reports went that had waited for it
     */
    record KnownRoute(String topic, int partitions, int firstPartitions) {}

    /**
     * A topic whose Route is by choice.
     *
     * @param topic the topic
     * @param next nothing that has a lower sequence waits for a choice any more
     */
    record Choice(String topic, long next) {}

    /**
     * A prepared branch.
     *
     * @param xid the branch
     * @param sequence of its BranchPrepared frame
     * @param segment that holds this frame
     * @param listedIn the last segment whose index lists reports of it
     * @param released whether its partitions wait for it no longer
     * @param shares what it has in each partition; of a released branch, what it will have
     * @param blocks where its reports lay when it was prepared, block after block
     * @param moved where those lie that were copied since; of a released branch, where each of them lies
     */
    record Prepared(
            BranchXid xid,
            long sequence,
            int segment,
            int listedIn,
            boolean released,
            List<Share> shares,
            List<Lying> blocks,
            List<Lying> moved) {}

    /**
     * A prepared branch that a database decides.
     *
     * @param sequence of its BranchPrepared frame
     * @param proof what the database is asked
     */
    record Proven(long sequence, Proof proof) {}

    /**
     * A branch's share of a partition.
     *
     * @param topic the topic
     * @param partition the partition; {@link #UNROUTED} if its topic's Route isn't known
     * @param reports how many
     * @param bytes as encoded
     */
    record Share(String topic, int partition, int reports, long bytes) {}

    /**
     * Where a report, or a block of them, lies.
     *
     * @param sequence its sequence, or that of the first
     * @param at where it lies
     */
    record Lying(long sequence, BlockAt at) {}

    /**
     * A part of a branch at work.
     *
     * @param branch its number in this opening
     * @param at where its reports lie
     * @param reports how many
     */
    record Part(long branch, BlockAt at, int reports) {}

    /**
     * A frame whose reports have left their places.
     *
     * @param sequence of the frame
     * @param segment the last one whose index lists them
     */
    record Vacated(long sequence, int segment) {}

    /** In place of a branch's number: it has no parts. */
    long NO_PARTS = 0;

    /** In place of a partition: the topic's Route isn't known. */
    int UNROUTED = -1;
}
