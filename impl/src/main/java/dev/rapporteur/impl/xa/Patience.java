package dev.rapporteur.impl.xa;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalFullException;
import java.time.Duration;

/**
 * How long reports for which the journal has no room wait for it, in their caller's thread.
 *
 * @param most zero: they are refused at once
 */
public record Patience(Duration most) {

    /** More than a frame adds to its reports, decision included: room that is just too small must not be tried for ever. */
    private static final long FRAME_BYTES = 4096;

    /** They are refused at once. */
    public static final Patience NONE = new Patience(Duration.ZERO);

    /**
     * Appends a frame of reports, again and again while the journal has no room and patience lasts.
     *
     * @param bytes of its reports
     * @param durably whether to wait for the disk, or only until the frame is applied
     * @return what became of it, {@link Append#await} included
     */
    Append append(Journal journal, Frame frame, long bytes, boolean durably) {
        long deadline = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        Append append = appendOnce(journal, frame, durably);
        while (isFull(append) && journal.isOpen()) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                break;
            }
            boolean room = journal.awaitRoom(bytes + FRAME_BYTES, left);
            // An interrupt may have ended the wait; it is kept for the caller, and the wait goes on.
            boolean woken = Thread.interrupted();
            interrupted |= woken;
            if (room) {
                append = appendOnce(journal, frame, durably);
            } else if (!woken) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return append;
    }

    private static Append appendOnce(Journal journal, Frame frame, boolean durably) {
        Append append = durably ? journal.append(frame) : journal.appendLazily(frame);
        append.await();
        return append;
    }

    private static boolean isFull(Append append) {
        return append.outcome() == Append.Outcome.REFUSED && append.cause() instanceof JournalFullException;
    }
}
