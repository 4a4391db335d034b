package dev.rapporteur.impl.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Room on the disk: fills the reserve, and remembers when the file system refuses. Then no reports are taken until the reserve
 * is whole again. Owned by the journal's thread; only {@link #refusal} is for others.
 */
final class DiskRoom {

    private final JournalDirectory directory;
    private final Reserve reserve;
    private volatile @Nullable String refusal;

    DiskRoom(JournalDirectory directory, Reserve reserve) {
        this.directory = directory;
        this.reserve = reserve;
    }

    /** Why the file system takes no more reports, as a sentence; null if it does. For any thread. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Whether the file system has refused, and nothing has shown since that it would not. */
    boolean isShort() {
        return refusal != null;
    }

    /** Whether another spare is wanted, and may be had. */
    boolean canGrow() {
        return !reserve.isFull() && !isShort();
    }

    /** Spares are made a step at a time, so that no caller waits for more. */
    void grow() {
        try {
            reserve.grow();
            if (reserve.isFull()) {
                refusal = null;
            }
        } catch (IOException e) {
            refuse(e);
        }
    }

    /** Whether so many more bytes can be written to the segment. If so, their room is taken. */
    boolean isThere(SegmentWriter segment, long bytes) {
        try {
            segment.reserve(bytes);
            return true;
        } catch (IOException e) {
            refuse(e);
            return false;
        }
    }

    private void refuse(IOException e) {
        refusal = JournalProblem.of("No other journal file can be made, so no reports are taken", directory, e)
                .getMessage();
    }
}
