package dev.rapporteur.impl.journal;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who may append: decisions and deliveries always, reports as long as they leave room for those. What waits in the queue
 * counts from before it is there until it counts as written. For any thread.
 */
final class Admission {

    /** What a decision takes at most; each prepared branch keeps this much room for its own. */
    private static final int DECISION_BYTES = 192;

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final JournalWriter writer;
    private final Fold fold;
    private final AtomicLong queuedBytes = new AtomicLong();

    Admission(JournalDirectory directory, JournalSettings settings, JournalWriter writer, Fold fold) {
        this.directory = directory;
        this.settings = settings;
        this.writer = writer;
        this.fold = fold;
    }

    /** Counts an append as queued. */
    void enter(Append append) {
        queuedBytes.addAndGet(charge(append));
    }

    /** Why an append that has entered must leave again; null if it may stay. */
    @Nullable
    JournalFullException refusal(Append append) {
        if (append.encoded().reports().length() == 0) {
            return null;
        }
        boolean parks = append.frame() instanceof Parking.Parked;
        return refusal(queuedBytes.get(), parks ? settings.roomForParked() : settings.roomForReports());
    }

    /** An append has been written or refused. */
    void leave(Append append) {
        queuedBytes.addAndGet(-charge(append));
    }

    /** Why no report is taken, as a sentence; null if some are. */
    @Nullable
    String full() {
        JournalFullException full = refusal(queuedBytes.get(), settings.roomForReports());
        return full == null ? null : full.getMessage();
    }

    /** Whether reports of so many bytes would be taken. */
    boolean hasRoom(long bytes) {
        return refusal(queuedBytes.get() + bytes, settings.roomForReports()) == null;
    }

    /** What an append keeps of the room; a prepared branch also what its decision will take. */
    private static long charge(Append append) {
        return (long) append.encoded().size() + (append.frame() instanceof Frame.BranchPrepared ? DECISION_BYTES : 0);
    }

    private @Nullable JournalFullException refusal(long queued, long room) {
        String diskFull = writer.diskFull();
        if (diskFull != null) {
            return new JournalFullException(diskFull);
        }
        long wanted = writer.bytes() + queued + (long) DECISION_BYTES * fold.undecided();
        return wanted <= room
                ? null
                : new JournalFullException(
                        "The journal in " + directory + " would grow to " + wanted + " bytes; of journalMaxBytes "
                                + settings.maxBytes() + " reports may take " + room
                                + " (the rest is for decisions, deliveries and the reserve)."
                                + " Wait until Kafka has taken what waits, or raise journalMaxBytes.");
    }
}
