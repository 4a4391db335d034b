package dev.rapporteur.impl.xa;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.ReportWriter;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one branch: first those that it has written to the journal as parts, then those in memory. Guarded by the
 * branch's lock.
 *
 * <p>Parts belong to one opening of the journal. When that has failed they are void, and the branch can only be rolled back;
 * reports in memory outlive it.
 */
final class BranchReports {

    /** A frame over the branch's number and its reports in memory. */
    @FunctionalInterface
    interface Closing {
        Frame over(long branch, ReportBlock reports);
    }

    /**
     * How far the branch has come.
     *
     * @param inParts reports in parts
     * @param inMemory those in memory
     */
    record Mark(int inParts, ReportWriter.Mark inMemory) {}

    private final BranchTable table;
    private final long threshold;
    private final MemoryBudget memory;
    private final ReportWriter inMemory;
    private @Nullable OpenJournal home;
    private long number = Frame.NO_PARTS;
    private int inParts;
    private boolean unsure;
    private boolean handedOver;

    BranchReports(BranchTable table, ReportAdmission admission) {
        this.table = table;
        this.threshold = admission.transactionBytes();
        this.memory = admission.memory();
        this.inMemory = new ReportWriter(memory);
    }

    boolean isEmpty() {
        return inMemory.length() == 0 && number == Frame.NO_PARTS;
    }

    /** Whether parts are lost, so that the branch can only be rolled back. */
    boolean isVoid() {
        return unsure
                || (home != null && (home != table.current() || home.journal().failure() != null));
    }

    /**
     * Makes room for a report; what is in memory goes to the journal when it would be too much with it.
     *
     * @return where to write the report
     * @throws BufferFullException if there is no room; the branch is as before
     */
    ReportWriter makeRoom(long size) {
        requireCount(1);
        if (inMemory.length() > 0 && inMemory.length() + size > threshold) {
            writePart();
        }
        if (!inMemory.reserve((int) size)) {
            if (inMemory.length() > 0) {
                writePart();
            }
            if (!inMemory.reserve((int) size)) {
                throw new BufferFullException("The reports in memory take " + memory.held() + " bytes, and " + size
                        + " more are over memoryMaxBytes " + memory.maxBytes()
                        + ". Wait until other transactions have ended, or raise memoryMaxBytes.");
            }
        }
        return inMemory;
    }

    /**
     * Makes room for reports that must stay together, as far as that can be: if they fit into memory at all, none of them
     * will need a part, and all can be taken back.
     *
     * @throws BufferFullException if there is no room; the branch is as before
     */
    void makeRoomForAll(int count, long size) {
        requireCount(count);
        boolean fits = size <= threshold;
        if (inMemory.length() > 0 && (!fits || inMemory.length() + size > threshold || !inMemory.reserve((int) size))) {
            writePart();
        }
        if (fits) {
            inMemory.reserve((int) size); // if the budget refuses, they go into parts as they come
        }
    }

    private void requireCount(int more) {
        int count = inParts + inMemory.count();
        if (more > Outbound.MAX_REPORTS_PER_FRAME - count) {
            throw new BufferFullException("The transaction has " + count + " reports and would have " + more
                    + " more; one can have " + Outbound.MAX_REPORTS_PER_FRAME
                    + " at most. Report in smaller transactions.");
        }
    }

    Mark mark() {
        return new Mark(inParts, inMemory.mark());
    }

    /** Takes back all that came after this mark. @return false if some of it is in the journal already */
    boolean truncate(Mark mark) {
        if (mark.inParts() != inParts) {
            return false;
        }
        inMemory.truncate(mark.inMemory());
        return true;
    }

    private void writePart() {
        OpenJournal to = opening();
        long branch = number == Frame.NO_PARTS ? to.nextBranch() : number;
        ReportBlock block = inMemory.toBlock();
        Append append =
                table.patience().append(to.journal(), new Frame.BranchPart(branch, block), block.length(), false);
        if (append.outcome() == null) {
            // It may still come into the journal, so these reports must not go there a second time.
            unsure = true;
        }
        if (append.outcome() == null || append.outcome() == Append.Outcome.DONE) {
            home = to;
            number = branch;
        }
        JournalAnswers.requirePartTaken(append);
        inParts += inMemory.count();
        inMemory.release();
    }

    /** Hands all reports over with one durable frame, which gives them their places. Waits for the answer. */
    Append handOver(Closing closing) {
        ReportBlock block = inMemory.toBlock();
        Append append = table.patience().append(opening().journal(), closing.over(number, block), block.length(), true);
        handedOver = append.outcome() != Append.Outcome.REFUSED;
        return append;
    }

    /** Gives the memory back, and makes parts void that were not handed over. */
    void release() {
        if (home != null && !handedOver) {
            // Nobody waits: lost, it is found out again when the journal is opened.
            home.journal().appendLazily(new Frame.BranchDropped(number));
        }
        home = null;
        number = Frame.NO_PARTS;
        inMemory.release();
    }

    /** Where the parts are; without any, the present one. */
    private OpenJournal opening() {
        return home == null ? table.current() : home;
    }
}
