package dev.rapporteur.impl.outbound;

import dev.rapporteur.PartitionerException;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.HarmedIndexException;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has partitions chosen for the reports of topics whose Route is by choice: those that waited for the Route, and those that were
 * encoded before it was known and took their places after it. They are read back in order, and what was chosen becomes a Chosen
 * frame, so the fold runs no code but its own, and choosing goes on where it was after a crash.
 *
 * <p>A report:
 *
 * <pre>
 * WAITS   -> CHOSEN   its partition is in a durable frame
 * WAITS   -> WAITS    no partition could be chosen, or the journal did not take it: it is held, and all of its topic that came
 *                     after it too, since any of them may belong behind it. Asked again, with growing pauses
 * </pre>
 *
 * <p>{@link #stop} and {@link #troubles} are for any thread, all else for the one that takes the turns. The chooser may take its
 * time; only these reports wait for it.
 */
public final class Choosing implements Turn {

    private static final Logger LOG = System.getLogger(Choosing.class.getName());

    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int BATCH_ENTRIES = EntryList.BLOCK_ENTRIES;
    private static final long ANSWER_MS = 1;
    private static final long PAUSE_MS = 1_000;
    private static final long PAUSE_MAX_MS = 30_000;

    /** Who chooses. */
    @FunctionalInterface
    public interface Chooser {

        /**
         * Chooses.
         *
         * @param report one that names no partition
         * @param partitions its topic's count
         * @return empty: by the key's hash, or in turn
         * @throws PartitionerException if none can be chosen
         */
        OptionalInt choose(StoredReport report, int partitions);
    }

    /** A frame on its way. */
    private record Pending(TopicState topic, Append append) {}

    /** When a topic is asked about again that could not be chosen for. */
    private record Pause(long untilMs, long lastMs) {}

    /**
     * The oldest that wait in a topic.
     *
     * @param entries some of them if they are in memory
     */
    private record Batch(
            Run run, long first, long last, @Nullable EntryList entries) {}

    private final Topics topics;
    private final Outbound outbound;
    private final SegmentFiles files;
    private final RunReader reader;
    private final ReportChunk chunk;
    private final Chooser chooser;
    private final Function<Frame, Append> append;
    private final LongSupplier clockMs;
    private final Bell bell;
    private final Map<String, Pause> pauses = new TreeMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private @Nullable Pending pending;

    Choosing(
            Outbound outbound,
            SegmentFiles files,
            Chooser chooser,
            Function<Frame, Append> append,
            LongSupplier clockMs,
            Bell bell) {
        this.outbound = outbound;
        this.topics = outbound.topics();
        this.files = files;
        this.reader = new RunReader(files);
        this.chunk = new ReportChunk(files, CHUNK_BYTES);
        this.chooser = chooser;
        this.append = append;
        this.clockMs = clockMs;
        this.bell = bell;
    }

    /** Why reports can't be given partitions, a sentence for each topic. */
    public List<String> troubles() {
        return new TreeMap<>(troubles)
                .entrySet().stream()
                        .map(one -> "Topic \"" + one.getKey() + "\": "
                                + topics.topic(one.getKey()).unrouted(RunQueue::remaining)
                                + " reports are held, and what comes after them: " + one.getValue())
                        .toList();
    }

    /** The next turn is the last. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    @Override
    public long turn() {
        if (stopping) {
            close();
            return DONE;
        }
        Pending sent = pending;
        if (sent != null) {
            Append.Outcome outcome = sent.append().outcome();
            if (outcome == null) {
                return ANSWER_MS;
            }
            pending = null;
            settled(sent, outcome);
        }
        long nowMs = clockMs.getAsLong();
        long restMs = UNTIL_RUNG;
        for (TopicState topic : topics.all()) {
            if (topic.hasToChoose()) {
                restMs = Math.min(restMs, choose(topic, nowMs));
                if (pending != null) {
                    return ANSWER_MS;
                }
            } else {
                goesOn(topic.name());
            }
        }
        return restMs;
    }

    private void close() {
        try {
            files.close();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "A segment that was only read can't be closed", e);
        }
    }

    private void settled(Pending sent, Append.Outcome outcome) {
        sent.topic().pin(false);
        if (outcome == Append.Outcome.DONE) {
            goesOn(sent.topic().name());
        } else {
            fails(
                    sent.topic().name(),
                    "the journal does not take their partitions: "
                            + sent.append().cause());
        }
    }

    private void goesOn(String topic) {
        pauses.remove(topic);
        troubles.remove(topic);
    }

    private void fails(String topic, String why) {
        if (troubles.put(topic, why) == null) {
            LOG.log(Logger.Level.WARNING, "Reports of topic {0} are held: {1}", topic, why);
        }
        Pause before = pauses.get(topic);
        long pauseMs = before == null ? PAUSE_MS : Math.min(PAUSE_MAX_MS, 2 * before.lastMs());
        pauses.put(topic, new Pause(clockMs.getAsLong() + pauseMs, pauseMs));
    }

    /** @return how long to rest, if nothing is pending then */
    private long choose(TopicState topic, long nowMs) {
        Pause pause = pauses.get(topic.name());
        if (pause != null && nowMs < pause.untilMs()) {
            return pause.untilMs() - nowMs;
        }
        topic.pin(true);
        try {
            Batch batch = topic.unrouted(Choosing::oldest);
            if (batch != null) {
                pending = new Pending(topic, append.apply(choose(topic, batch)));
            }
            return 0;
        } catch (HarmedIndexException e) {
            outbound.indexHarmed(e);
            return PAUSE_MS;
        } catch (IOException | PartitionerException e) {
            fails(topic.name(), String.valueOf(e.getMessage()));
            return PAUSE_MS;
        } finally {
            if (pending == null) {
                topic.pin(false);
            }
        }
    }

    /** What is chosen next for the topic, which has something to choose; to be applied before it is asked again. */
    Frame.Chosen next(TopicState topic) throws IOException {
        Batch batch = topic.unrouted(Choosing::oldest);
        return choose(topic, Objects.requireNonNull(batch, "nothing waits"));
    }

    private static @Nullable Batch oldest(RunQueue runs) {
        Run run = runs.first();
        if (run == null) {
            return null;
        }
        EntryList entries = run.entries;
        return new Batch(
                run,
                run.first,
                run.last,
                entries == null ? null : entries.slice(entries.indexOf(run.first), BATCH_ENTRIES));
    }

    /**
     * Chooses for the first of them, up to one for which that can't be done.
     *
     * @throws PartitionerException if that is the first one
     * @throws IOException if the first one can't be read
     */
    private Frame.Chosen choose(TopicState topic, Batch batch) throws IOException {
        EntryList list = batch.entries() == null ? reader.next(batch.run(), batch.first()) : batch.entries();
        EntrySpan entries = new EntrySpan(list, list.indexOf(batch.first()), list.indexOf(batch.last() + 1));
        if (entries.isEmpty()) {
            return new Frame.Chosen(topic.name(), batch.last() + 1, batch.run().segment, List.of());
        }
        int segment = batch.run().segment;
        EntrySpan readable = chunk.reach(segment, entries);
        boolean whole = readOrCut(segment, readable);
        if (!whole) {
            readable = readable.first(1);
            whole = readOrCut(segment, readable);
        }
        List<Frame.ChosenPlace> places = new ArrayList<>();
        long next = batch.first();
        for (int i = readable.from(); i < readable.to(); i++) {
            long sequence = list.sequence(i);
            if (outbound.branches().fateOf(Outbound.frameOf(sequence)) != null) {
                byte[] bytes = new byte[list.size(i)];
                if (whole) {
                    chunk.copy(list, i, bytes, 0);
                }
                try {
                    int partition = choose(topic, sequence, list.turn(i), bytes);
                    places.add(new Frame.ChosenPlace(sequence, partition, list.position(i), list.size(i)));
                } catch (PartitionerException e) {
                    if (next == batch.first()) {
                        throw e;
                    }
                    break;
                }
            }
            next = sequence + 1;
        }
        return new Frame.Chosen(topic.name(), next, segment, places);
    }

    /** @return whether the file goes so far */
    private boolean readOrCut(int segment, EntrySpan entries) throws IOException {
        try {
            chunk.read(segment, entries);
            return true;
        } catch (EOFException e) {
            return false;
        }
    }

    /** One that is damaged can't be chosen for, and never leaves: it goes where its key's hash says, and holds that partition. */
    private int choose(TopicState topic, long sequence, int turn, byte[] bytes) {
        int count = topic.partitionCount();
        int byItself = TopicState.partitionOf(turn, sequence, count);
        if (!topic.mustWait(turn) || !EncodedReport.isSound(bytes, 0, bytes.length)) {
            return byItself;
        }
        return chooser.choose(StoredReport.whole(bytes), count).orElse(byItself);
    }
}
