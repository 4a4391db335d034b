package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Spare files, written full beforehand, of which the next segments are made. So decisions, deliveries and the copies of what
 * is moved have room when the file system has none left, and a sync need not note a new length. Dead segments are used
 * again. Owned by the journal's thread.
 *
 * <p>A spare holds zeros or what an old segment left in it; frames name their segment, so none is taken for a new one.
 */
final class Reserve {

    /** One for the segment that comes next, one for the time in which no other can be made. */
    static final int SPARES = 2;

    private static final String PREFIX = "spare-";
    /** What somebody else named like that is left alone. */
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,9})");

    private static final String DRAFT = "spare.new";
    private static final int STEP_BYTES = 1 << 20;
    /** For the blocks that a file takes beyond its bytes. */
    private static final int LENT_WITH_EACH = 64 * 1024;
    /** Beside small segments: no more than this part of one. */
    private static final int LENT_PART = 16;

    private final JournalDirectory directory;
    private final int segmentBytes;
    private final Deque<String> spares = new ArrayDeque<>();
    private final ByteBuffer zeros;
    private @Nullable JournalFile draft;
    private long drafted;
    private int made;

    Reserve(JournalDirectory directory, int segmentBytes) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.zeros = ByteBuffer.allocateDirect(Math.min(STEP_BYTES, segmentBytes));
    }

    /** Whether a spare may have this name. */
    static boolean isName(String fileName) {
        return NAME.matcher(fileName).matches();
    }

    /** Whether there is a spare. */
    static boolean isThere(JournalDirectory directory) throws IOException {
        return leastSize(directory) < Long.MAX_VALUE;
    }

    /** The size of the smallest spare; {@link Long#MAX_VALUE} if there is none. */
    static long leastSize(JournalDirectory directory) throws IOException {
        long least = Long.MAX_VALUE;
        for (String name : directory.list()) {
            if (isName(name)) {
                try (JournalFile file = directory.open(name)) {
                    least = Math.min(least, file.size());
                }
            }
        }
        return least;
    }

    /** Takes over the spares that are there; what is left of an unfinished one goes. */
    void open() throws IOException {
        for (String name : directory.list()) {
            if (name.equals(DRAFT)) {
                directory.delete(name);
            } else if (isName(name)) {
                adopt(name);
            }
        }
    }

    private void adopt(String name) throws IOException {
        long size;
        try (JournalFile file = directory.open(name)) {
            size = file.size();
        }
        // One that has lent is worth more than its room, which others may take.
        if (size >= segmentBytes / 2 && size <= 2L * segmentBytes && spares.size() < SPARES) {
            spares.add(name);
            made = Math.max(made, Integer.parseInt(name.substring(PREFIX.length())));
        } else {
            directory.delete(name);
        }
    }

    /** How many spares there are. */
    int count() {
        return spares.size();
    }

    boolean isFull() {
        return spares.size() >= SPARES;
    }

    /** The name of a spare, which the caller renames; null if there is none. */
    @Nullable
    String take() {
        return spares.poll();
    }

    /** What takes room, and may be begun again after it had none. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does what must be done although the disk is full: then it takes its room from the spares, and begins again.
     *
     * @param bytes about so many it takes
     */
    void lend(long bytes, Work work) throws IOException {
        while (true) {
            try {
                work.run();
                return;
            } catch (IOException e) {
                if (!JournalProblem.isNoRoom(e) || !lend(bytes)) {
                    throw e;
                }
            }
        }
    }

    /** Gives the file system room at a spare's cost. @return false if there is no spare left */
    private boolean lend(long bytes) throws IOException {
        String name = spares.pollLast();
        if (name == null) {
            return false;
        }
        try (JournalFile file = directory.open(name)) {
            long left = file.size() - bytes - Math.min(LENT_WITH_EACH, segmentBytes / LENT_PART);
            if (left >= segmentBytes / 2) {
                file.truncate(left);
                spares.addLast(name);
                return true;
            }
        }
        directory.delete(name);
        return true;
    }

    /**
     * Makes a dead segment a spare, if one is wanted and it is of the right size; else deletes it. Its name is gone for good
     * after the directory's sync.
     */
    void recycle(String name, long size) throws IOException {
        if (isFull() || size < segmentBytes || size > 2L * segmentBytes) {
            directory.delete(name);
            return;
        }
        String spare = nextName();
        directory.rename(name, spare);
        spares.add(spare);
    }

    /**
     * Writes a part of the next spare.
     *
     * @return whether more is to be done
     * @throws IOException if there is no room; nothing is left of the attempt
     */
    boolean grow() throws IOException {
        if (isFull()) {
            discardDraft();
            return false;
        }
        try {
            write();
            return !isFull();
        } catch (IOException e) {
            discardDraft();
            throw e;
        }
    }

    private void write() throws IOException {
        JournalFile file = draft;
        if (file == null) {
            file = directory.create(DRAFT);
            draft = file;
            drafted = 0;
        }
        int step = (int) Math.min(zeros.capacity(), segmentBytes - drafted);
        file.writeFully(zeros.clear().limit(step), drafted);
        drafted += step;
        if (drafted == segmentBytes) {
            file.sync();
            file.close();
            draft = null;
            String name = nextName();
            directory.rename(DRAFT, name);
            spares.add(name);
        }
    }

    private String nextName() {
        made++;
        return PREFIX + made;
    }

    private void discardDraft() throws IOException {
        JournalFile file = draft;
        if (file != null) {
            draft = null;
            file.close();
            directory.delete(DRAFT);
        }
    }

    void close() throws IOException {
        if (draft != null) {
            draft.close();
            draft = null;
        }
    }
}
