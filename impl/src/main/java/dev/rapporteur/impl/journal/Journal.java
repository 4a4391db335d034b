package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Frames in segments, one writer, group commit.
 *
 * <p>Any thread appends; one thread, the journal's own (or the simulation's), takes turns: it gathers
 * all that waits, writes it, syncs once, applies the frames to the fold in journal order, and wakes the appenders. This is
 * the single point that all frames pass, which makes the order of cause, journal and delivery one and the same.
 *
 * <pre>
 * OPEN -> FAILED     a write or sync failed, or the fold did: terminal, since nothing is known of what was not synced
 * OPEN -> CLOSED     by close()
 * FAILED -> CLOSED
 * </pre>
 *
 * <p>When an append is DONE its frame is on the disk (or, without sync, with the operating system), and applied. Lazy
 * appends are applied as soon as they are written, and synced with whatever comes next, at the latest within a second.
 */
public final class Journal implements Turn, AutoCloseable {

    private static final Logger LOG = System.getLogger(Journal.class.getName());
    private static final int GROUP_FRAMES = 4096;
    private static final long GROUP_BYTES = 8L << 20;
    /** So often it is looked after the directory. */
    private static final long LOOK_EVERY_MS = 1_000;

    private static final long POLL_NANOS = 2_000_000;

    private final JournalDirectory directory;
    private final Fold fold;
    private final Closeable lock;
    private final UUID id;
    private final long incarnation;
    private final JournalWriter writer;
    private final List<Frame.Quarantined> damage;
    private final @Nullable String copyObstacle;
    private final DirectoryWatch watch;
    private final LongSupplier nanoTime;
    private final Queue<Append> queue = new ConcurrentLinkedQueue<>();
    private final Admission admission;
    private final Companions companions = new Companions();
    private final Bell bell;
    private volatile @Nullable Throwable failure;
    private volatile boolean stopping;
    private volatile boolean closed;
    private volatile boolean unmarked;
    private long lookedAt;

    private Journal(
            JournalDirectory directory,
            JournalSettings settings,
            Fold fold,
            Closeable lock,
            JournalIdentity identity,
            long incarnation,
            JournalWriter writer,
            List<Frame.Quarantined> damage,
            LongSupplier nanoTime,
            Bell bell) {
        this.directory = directory;
        this.fold = fold;
        this.lock = lock;
        this.id = identity.id();
        this.incarnation = incarnation;
        this.writer = writer;
        this.damage = damage;
        this.admission = new Admission(directory, settings, writer, fold);
        this.copyObstacle = identity.obstacle(directory);
        this.watch = new DirectoryWatch(directory, new Quarantine(directory, id));
        this.nanoTime = nanoTime;
        this.bell = bell;
        watch.look();
    }

    /**
     * Locks and probes the directory, reads what is there into the fold, and starts a new segment. What was not synced
     * before is synced before it is applied.
     *
     * @param directory where it lies
     * @param settings its settings
     * @param fold gets every frame
     * @param incarnation a random number that names this opening
     * @param freshId the id of a journal that does not exist yet
     * @param nanoTime a clock that never goes back, as {@link System#nanoTime}
     * @param bell rung after each append, to wake whoever takes the turns
     * @throws JournalException if it can't be locked, written, read or trusted
     */
    public static Journal open(
            JournalDirectory directory,
            JournalSettings settings,
            Fold fold,
            long incarnation,
            UUID freshId,
            LongSupplier nanoTime,
            Bell bell) {
        Closeable lock = null;
        try {
            lock = directory.lock();
            DirectoryProbe.run(directory, Reserve.isThere(directory));
            JournalIdentity identity =
                    JournalIdentity.readOrCreate(directory, freshId, settings.expectedId(), settings.acceptCopy());
            SegmentFiles files = new SegmentFiles(directory);
            fold.readFrom(files);
            Recovery.Result found = new Recovery(directory, identity, settings.segmentBytes(), fold, incarnation).run();
            if (found.last() == 0) {
                requireSpace(directory, settings);
            }
            SegmentShelf shelf = new SegmentShelf(directory, identity.id(), settings.segmentBytes());
            JournalWriter writer = new JournalWriter(directory, settings, fold, shelf, files, nanoTime);
            try {
                writer.begin(found, new Frame.Opened(incarnation, found.closed()));
                identity.begin(directory);
                return new Journal(
                        directory, settings, fold, lock, identity, incarnation, writer, found.damage(), nanoTime, bell);
            } catch (IOException | RuntimeException | Error e) {
                release(writer, e);
                throw e;
            }
        } catch (IOException e) {
            release(lock, e);
            throw JournalProblem.of("The journal can't be opened", directory, e);
        } catch (RuntimeException | Error e) {
            release(lock, e);
            throw e;
        }
    }

    /** A new journal must have room for all that it may grow to; one that exists goes on with what there is. */
    private static void requireSpace(JournalDirectory directory, JournalSettings settings) throws IOException {
        long usable = directory.usableBytes();
        if (usable < settings.maxBytes()) {
            throw new JournalException("The file system of the journal directory " + directory + " has " + usable
                    + " bytes free; that is less than journalMaxBytes " + settings.maxBytes()
                    + ". Free space, or lower journalMaxBytes.");
        }
    }

    /** The journal's identity, the same over all openings. */
    public UUID id() {
        return id;
    }

    /** This opening's number. */
    public long incarnation() {
        return incarnation;
    }

    /** Bytes of its segments. */
    public long bytes() {
        return writer.bytes();
    }

    /** Reads what was written, for one thread of its own. */
    public SegmentFiles newFiles() {
        return new SegmentFiles(directory);
    }

    /** Reads the events that were written, for one thread of its own. */
    public EventFollower newFollower() {
        return new EventFollower(directory);
    }

    /** Below this segment nothing is there any more. */
    public int oldestSegment() {
        return fold.oldestLiveSegment();
    }

    /** What is wrong although it works on: no room, or a directory that is not as it should be. Null if nothing is. */
    public @Nullable String trouble() {
        String full = admission.full();
        return full != null ? full : watch.trouble();
    }

    /** Why nobody can say which branches are prepared; null if one can. */
    public @Nullable String recoveryObstacle() {
        return copyObstacle != null ? copyObstacle : watch.obstacle();
    }

    /** What this opening has found that can't be vouched for; not what was found before. */
    public List<Frame.Quarantined> foundDamage() {
        return damage;
    }

    /** Whether its directory was copied or restored from elsewhere: then it sends nothing, see {@link #recoveryObstacle}. */
    public boolean isCopy() {
        return copyObstacle != null;
    }

    /** Why it has failed; null while it is sound. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Whether it takes frames. */
    public boolean isOpen() {
        return failure == null && !closed;
    }

    /** Appends a frame whose appender waits until it is durable. Checksums it in this thread; no I/O, no lock. */
    public Append append(Frame frame) {
        return enqueue(frame, true);
    }

    /** Appends a frame that nobody waits for: lost in a crash, it is found out again. No I/O, no lock. */
    public Append appendLazily(Frame frame) {
        return enqueue(frame, false);
    }

    private Append enqueue(Frame frame, boolean durably) {
        EncodedFrame encoded = FrameCodec.encode(frame);
        Append append = new Append(frame, encoded, durably);
        admission.enter(append);
        JournalFullException full = admission.refusal(append);
        if (full != null && isOpen()) {
            admission.leave(append);
            append.refused(full);
            return append;
        }
        queue.add(append);
        if (!isOpen()) {
            // The last turn may have come before; whoever still finds it in the queue refuses it.
            refuseQueue();
        }
        bell.ring();
        return append;
    }

    /**
     * Waits until reports of so many bytes would be taken. An interrupt does not end the wait; it is kept for the caller.
     *
     * @return false if they would not, after this time
     */
    public boolean awaitRoom(long bytes, Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        boolean interrupted = false;
        boolean room = admission.hasRoom(bytes);
        while (!room && isOpen() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, POLL_NANOS);
            interrupted |= Thread.interrupted();
            room = admission.hasRoom(bytes);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return room;
    }

    /** Closing does not mark the journal as closed in order: the next opening is to be careful, as after a crash. For any thread. */
    public void leaveUnmarked() {
        unmarked = true;
    }

    /** The turns end when what waits is written and the journal is closed in order. For any thread. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    /**
     * One turn of the journal's thread: writes, syncs and applies a group of what waits, or does what is due when nothing
     * does.
     */
    @Override
    public long turn() {
        if (stopping) {
            close();
            return DONE;
        }
        if (isOpen()) {
            return Math.min(LOOK_EVERY_MS, writeWaiting());
        }
        refuseQueue();
        return UNTIL_RUNG;
    }

    private long writeWaiting() {
        List<Append> group = gather();
        try {
            look();
            if (group.isEmpty()) {
                return writer.idle();
            }
            write(group);
            return 0;
        } catch (IOException e) {
            fail(group, JournalProblem.of("The journal can't be written", directory, e));
        } catch (RuntimeException | Error e) {
            fail(group, e);
        }
        return UNTIL_RUNG;
    }

    private void write(List<Append> group) throws IOException {
        refuse(writer.write(group));
        long syncNanos = writer.lastSyncNanos();
        int queued = callersIn(queue);
        group.forEach(Append::done);
        writer.tend();
        leaveQueue(group);
        companions.woken(callersIn(group), queued, syncNanos, nanoTime.getAsLong());
    }

    private static int callersIn(Collection<Append> appends) {
        int callers = 0;
        for (Append append : appends) {
            callers += append.durably() ? 1 : 0;
        }
        return callers;
    }

    /** A removed directory takes writes and syncs as if nothing were wrong, so it is looked at now and then. */
    private void look() throws IOException {
        long now = nanoTime.getAsLong();
        if (now - lookedAt > TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS)) {
            lookedAt = now;
            writer.look();
            watch.look();
        }
    }

    private void refuse(List<Append> refused) {
        String why = writer.diskFull();
        refused.forEach(append -> append.refused(
                new JournalFullException(why == null ? "No room on the disk of the journal " + directory : why)));
    }

    @SuppressWarnings(
            "ThreadPriorityCheck") // whoever is awaited needs the processor; a rest would be longer than the wait
    private List<Append> gather() {
        List<Append> group = new ArrayList<>();
        long bytes = 0;
        int callers = 0;
        while (group.size() < GROUP_FRAMES && bytes < GROUP_BYTES) {
            Append next = queue.poll();
            if (next != null) {
                group.add(next);
                bytes += next.encoded().size();
                callers += next.durably() ? 1 : 0;
            } else if (companions.areExpected(callers, nanoTime.getAsLong())) {
                Thread.yield();
            } else {
                break;
            }
        }
        return group;
    }

    /** Its bytes count as queued until they count as written: no report may slip in between. */
    private void leaveQueue(List<Append> group) {
        group.forEach(admission::leave);
    }

    private void fail(List<Append> group, Throwable cause) {
        failure = cause;
        LOG.log(
                Logger.Level.ERROR,
                "The report journal has failed; nothing is accepted until it is opened again",
                cause);
        leaveQueue(group);
        group.forEach(append -> append.inDoubt(cause));
        refuseQueue();
    }

    private void refuseQueue() {
        Throwable cause = failure;
        for (Append append = queue.poll(); append != null; append = queue.poll()) {
            admission.leave(append);
            append.refused(cause != null ? cause : new JournalException("The journal in " + directory + " is closed."));
        }
    }

    /**
     * Writes what waits, marks the journal as closed in order, and gives the directory free. On the journal's thread, or
     * after it has ended. Closing it again does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        while (isOpen() && !queue.isEmpty()) {
            writeWaiting();
        }
        try (lock;
                writer) {
            if (failure == null) {
                writer.finish(!unmarked);
            }
        } catch (IOException e) {
            failure = JournalProblem.of("The journal can't be closed in order", directory, e);
            LOG.log(Logger.Level.ERROR, "The next start reads on from what is on the disk", failure);
        } finally {
            closed = true;
            refuseQueue();
        }
    }

    private static void release(@Nullable Closeable held, Throwable cause) {
        if (held == null) {
            return;
        }
        try {
            held.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
