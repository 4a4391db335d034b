package dev.rapporteur.impl.journal;

import java.util.List;

/**
 * What the journal holds: everything that decides whether, where or in what order a report goes. The state of the
 * outbound side is a fold over frames in their journal order, live and after a restart.
 *
 * <p>The kinds BranchPart, Parked, Retried, Dropped and TransactionalIdUsed of the design have their codes reserved in
 * {@link FrameCodec} and come with the features that write them.
 */
public sealed interface Frame {

    /**
     * One method for each kind, so that whoever treats frames treats all of them.
     *
     * @param <C> what is handed through
     */
    interface Visitor<C> {
        void opened(Opened frame, C context);

        void route(Route frame, C context);

        void branchPrepared(BranchPrepared frame, C context);

        void branchDecided(BranchDecided frame, C context);

        void branchForgotten(BranchForgotten frame, C context);

        void released(Released frame, C context);

        void reports(Reports frame, C context);

        void delivered(Delivered frame, C context);

        void durableMark(DurableMark frame, C context);

        void snapshot(Snapshot frame, C context);
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
     */
    record Route(String topic, int partitions) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.route(this, context);
        }
    }

    /**
     * A branch voted to commit: its reports take their places here, and wait for the decision.
     *
     * @param xid who decides: the transaction manager, under this Xid
     * @param reports at least one
     */
    record BranchPrepared(BranchXid xid, ReportBlock reports) implements Frame {
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

    /** Reports that are committed with this frame: of a one-phase commit, or of no transaction. */
    record Reports(ReportBlock reports) implements Frame {
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

    /** All frames before this one are durable: written when the journal falls idle, and as the last one when it is closed. */
    record DurableMark(boolean closing) implements Frame {
        @Override
        public <C> void accept(Visitor<C> visitor, C context) {
            visitor.durableMark(this, context);
        }
    }

    /**
     * The whole state but the reports themselves, at each segment's head, so that older segments can go.
     *
     * @param incarnations the last that this journal had
     * @param routes the known topics
     * @param positions the partitions with confirmed reports
     * @param heuristics branches decided by an operator and not forgotten yet
     */
    record Snapshot(
            List<Long> incarnations, List<Route> routes, List<Position> positions, List<BranchDecided> heuristics)
            implements Frame {
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
     * A partition's delivery position.
     *
     * @param topic the topic
     * @param partition the partition
     * @param next one more than the sequence of the last report confirmed
     */
    record Position(String topic, int partition, long next) {}
}
