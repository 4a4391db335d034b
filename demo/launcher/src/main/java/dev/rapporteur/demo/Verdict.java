package dev.rapporteur.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What row and report of one payment say together. */
enum Verdict {
    /** Both are there, and tell the same. */
    MATCHED,
    /** The row is there; its report waits in the journal or is on its way. */
    ON_ITS_WAY,
    /** The report has arrived; the row was not seen yet: the database is away, or has yet to finish the transaction. */
    ROW_TO_COME,
    /** Neither is there, as it must be. */
    ROLLED_BACK,
    /** Neither is there yet, and the client does not know more. */
    UNDECIDED,
    /** What must never be. */
    WRONG;

    /**
     * Judges one payment.
     *
     * @param attempt what was asked for and answered
     * @param row the row, if the database has one
     * @param rowsAsOf when the rows were read
     * @param report the report, if one has arrived
     */
    static Verdict of(Attempt attempt, @Nullable Payment row, Instant rowsAsOf, @Nullable ArrivedReport report) {
        if (row != null && report != null) {
            return row.equals(report.payment()) && attempt.answer() != Answer.ROLLED_BACK ? MATCHED : WRONG;
        }
        if (row != null) {
            return attempt.answer() == Answer.ROLLED_BACK ? WRONG : ON_ITS_WAY;
        }
        if (report != null) {
            return attempt.answer() == Answer.ROLLED_BACK ? WRONG : ROW_TO_COME;
        }
        return switch (attempt.answer()) {
            case ROLLED_BACK -> ROLLED_BACK;
            case COMMITTED -> rowsAsOf.isAfter(attempt.at()) ? WRONG : UNDECIDED;
            case PENDING, NONE -> UNDECIDED;
        };
    }
}
