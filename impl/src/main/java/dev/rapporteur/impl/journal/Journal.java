package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
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

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final Closeable lock;
    private final UUID id;
    private final long incarnation;
    private final JournalWriter writer;
    private final Queue<Append> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Bell bell;
    private volatile @Nullable Throwable failure;
    private volatile boolean stopping;
    private volatile boolean closed;

    private Journal(
            JournalDirectory directory,
            JournalSettings settings,
            Closeable lock,
            UUID id,
            long incarnation,
            JournalWriter writer,
            Bell bell) {
        this.directory = directory;
        this.settings = settings;
        this.lock = lock;
        this.id = id;
        this.incarnation = incarnation;
        this.writer = writer;
        this.bell = bell;
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
            DirectoryProbe.run(directory);
            JournalIdentity identity = JournalIdentity.readOrCreate(directory, freshId, settings.expectedId());
            UUID id = identity.id();
            Recovery.Result found = new Recovery(directory, identity, fold).run();
            requireSpace(directory, settings, found.bytes());
            if (!found.closed()) {
                LOG.log(
                        Logger.Level.WARNING,
                        "The journal in {0} was not closed in order; read on from its last whole frame",
                        directory);
            }
            JournalWriter writer = new JournalWriter(directory, settings, fold, id, found, nanoTime);
            Journal journal = new Journal(directory, settings, lock, id, incarnation, writer, bell);
            try {
                writer.begin(new Frame.Opened(incarnation, found.closed()));
                identity.begin(directory);
            } catch (IOException | RuntimeException | Error e) {
                release(writer, e);
                throw e;
            }
            return journal;
        } catch (IOException e) {
            release(lock, e);
            throw JournalProblem.of("The journal can't be opened", directory, e);
        } catch (RuntimeException | Error e) {
            release(lock, e);
            throw e;
        }
    }

    private static void requireSpace(JournalDirectory directory, JournalSettings settings, long bytes)
            throws IOException {
        long usable = directory.usableBytes();
        if (usable < settings.maxBytes() - bytes) {
            throw new JournalException("The file system of the journal directory " + directory + " has " + usable
                    + " bytes free; with the journal's " + bytes + " that is less than journalMaxBytes "
                    + settings.maxBytes()
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
        long queued = queuedBytes.addAndGet(encoded.size());
        JournalFullException full = encoded.reports().length() == 0 ? null : refusalForSpace(queued);
        if (full != null) {
            queuedBytes.addAndGet(-encoded.size());
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

    /** Decisions and deliveries always fit: reports leave room for them. */
    private @Nullable JournalFullException refusalForSpace(long queued) {
        long limit = settings.maxBytes() - settings.segmentBytes();
        long wanted = writer.bytes() + queued;
        return wanted <= limit
                ? null
                : new JournalFullException(
                        "The journal in " + directory + " would grow to " + wanted + " bytes; journalMaxBytes "
                                + settings.maxBytes() + " less one segment of " + settings.segmentBytes()
                                + " for decisions allows " + limit
                                + ". Wait until Kafka has taken what waits, or raise journalMaxBytes.");
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
            return writeWaiting();
        }
        refuseQueue();
        return UNTIL_RUNG;
    }

    private long writeWaiting() {
        List<Append> group = gather();
        try {
            if (group.isEmpty()) {
                return writer.idle();
            }
            writer.write(group);
            leaveQueue(group);
            group.forEach(Append::done);
            return 0;
        } catch (IOException e) {
            fail(group, JournalProblem.of("The journal can't be written", directory, e));
        } catch (RuntimeException | Error e) {
            fail(group, e);
        }
        return UNTIL_RUNG;
    }

    private List<Append> gather() {
        List<Append> group = new ArrayList<>();
        long bytes = 0;
        while (group.size() < GROUP_FRAMES && bytes < GROUP_BYTES) {
            Append next = queue.poll();
            if (next == null) {
                break;
            }
            group.add(next);
            bytes += next.encoded().size();
        }
        return group;
    }

    /** Its bytes count as queued until they count as written: no report may slip in between. */
    private void leaveQueue(List<Append> group) {
        for (Append append : group) {
            queuedBytes.addAndGet(-append.encoded().size());
        }
    }

    private void fail(List<Append> group, Throwable cause) {
        failure = cause;
        LOG.log(
                Logger.Level.ERROR,
                "The report journal has failed; nothing is accepted until the adapter is restarted",
                cause);
        leaveQueue(group);
        group.forEach(append -> append.inDoubt(cause));
        refuseQueue();
    }

    private void refuseQueue() {
        Throwable cause = failure;
        for (Append append = queue.poll(); append != null; append = queue.poll()) {
            queuedBytes.addAndGet(-append.encoded().size());
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
                writer.finish();
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
