package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Asks whether what was committed is final: a commit that succeeded is not the last word at a partition that was without a leader
 * just then (docs/delivery-marker.md, "A trap"). Its turns wait for Kafka only where something is not final for long, bounded, and
 * belong to a thread of their own; {@link #watch} is for any thread.
 */
public final class FinalityWatch implements Turn {

    /** For all ids together: meanwhile nobody else's commit is found to be final. */
    private static final Duration LOOK_WITHIN = Duration.ofMillis(300);

    /** Most commits are final within some milliseconds, and the next report waits for it. */
    private static final Pace ASKING = new Pace(5, 50, 4);

    /** What is not final by then is not watched any more: its session has given up long before. */
    static final long WATCHED_FOR_MS = 60_000;

    /** Another application's transaction may be open there, which says nothing of ours: then that is asked for. */
    static final long OTHERS_MAY_HOLD_MS = 1_000;

    /** Twice {@link #OTHERS_MAY_HOLD_MS}, so that one which answers once a second counts as answering. */
    private static final long SILENT_AFTER_MS = 2_000;

    /** A commit at one partition: whose, the offset behind its last record there, and what to do when it is final. */
    private record Commit(String transactionalId, PartitionId partition, long end, Runnable whenFinal, long sinceMs) {}

    private final Finality finality;
    private final LongSupplier clockMs;
    private final Bell bell;
    private final Queue<Commit> arrived = new ConcurrentLinkedQueue<>();
    private final Map<PartitionId, List<Commit>> watched = new HashMap<>();
    /** When each has last told its last stable offset. */
    private final Map<PartitionId, Long> toldAtMs = new HashMap<>();

    private volatile boolean stopping;
    private long askAtMs;
    private long lookedAtMs;
    private int looks;

    /**
     * Without anything to watch.
     *
     * @param clockMs monotonic milliseconds
     * @param bell rung when there is
     */
    public FinalityWatch(Finality finality, LongSupplier clockMs, Bell bell) {
        this.finality = finality;
        this.clockMs = clockMs;
        this.bell = bell;
    }

    /**
     * Watches a commit.
     *
     * @param transactionalId whose
     * @param ends for each partition the offset behind its last record; until it is final there, the id sends nothing more to it
     * @param whenFinal told of each partition, on the thread of the turns; not if this is stopped before
     */
    void watch(String transactionalId, Map<PartitionId, Long> ends, Consumer<PartitionId> whenFinal) {
        long nowMs = clockMs.getAsLong();
        ends.forEach((partition, end) ->
                arrived.add(new Commit(transactionalId, partition, end, () -> whenFinal.accept(partition), nowMs)));
        bell.ring();
    }

    /** The next turn is the last. Any thread. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    @Override
    public long turn() {
        if (stopping) {
            return DONE;
        }
        long nowMs = clockMs.getAsLong();
        if (!arrived.isEmpty()) {
            askAtMs = nowMs;
        }
        for (Commit commit = arrived.poll(); commit != null; commit = arrived.poll()) {
            watched.computeIfAbsent(commit.partition(), one -> new ArrayList<>())
                    .add(commit);
        }
        finality.takeStable().forEach((partition, stable) -> told(partition, stable, nowMs));
        watched.values().forEach(commits -> commits.removeIf(commit -> nowMs - commit.sinceMs() > WATCHED_FOR_MS));
        watched.values().removeIf(List::isEmpty);
        toldAtMs.keySet().retainAll(watched.keySet());
        if (watched.isEmpty()) {
            return UNTIL_RUNG;
        }
        lookBehindOthers(nowMs);
        if (nowMs >= askAtMs) {
            finality.ask(watched.keySet(), bell::ring);
            askAtMs = nowMs + askEveryMs(nowMs);
        }
        return Math.max(1, askAtMs - nowMs);
    }

    /** What is behind somebody else's open transaction can't be read yet, and is final all the same. */
    private void lookBehindOthers(long nowMs) {
        if (nowMs - lookedAtMs < OTHERS_MAY_HOLD_MS) {
            return;
        }
        Map<String, List<Commit>> old = watched.values().stream()
                .flatMap(List::stream)
                .filter(commit -> nowMs - commit.sinceMs() >= OTHERS_MAY_HOLD_MS && answers(commit.partition(), nowMs))
                .collect(Collectors.groupingBy(Commit::transactionalId));
        List<String> ids = new ArrayList<>(old.keySet());
        Collections.rotate(ids, looks++); // one that does not answer is not always the first
        long deadlineMs = clockMs.getAsLong() + LOOK_WITHIN.toMillis();
        for (String id : ids) {
            long restMs = deadlineMs - clockMs.getAsLong();
            if (restMs <= 0) {
                break;
            }
            List<Commit> commits = old.getOrDefault(id, List.of());
            Set<PartitionId> ended =
                    finality.ended(id, commits.stream().map(Commit::partition).toList(), Duration.ofMillis(restMs));
            for (Commit commit : commits) {
                List<Commit> there = watched.get(commit.partition());
                if (there != null && ended.contains(commit.partition())) {
                    there.remove(commit);
                    commit.whenFinal().run();
                }
            }
        }
        lookedAtMs = clockMs.getAsLong();
    }

    /** One that does not answer would only be waited for. */
    private boolean answers(PartitionId partition, long nowMs) {
        Long at = toldAtMs.get(partition);
        return at != null && nowMs - at <= SILENT_AFTER_MS;
    }

    private long askEveryMs(long nowMs) {
        long youngestMs = watched.values().stream()
                .flatMap(List::stream)
                .mapToLong(commit -> nowMs - commit.sinceMs())
                .min()
                .orElse(0);
        return ASKING.pauseMs(youngestMs);
    }

    private void told(PartitionId partition, long stable, long nowMs) {
        toldAtMs.put(partition, nowMs);
        List<Commit> commits = watched.getOrDefault(partition, List.of());
        for (Commit commit : List.copyOf(commits)) {
            if (commit.end() <= stable) {
                commits.remove(commit);
                commit.whenFinal().run();
            }
        }
    }
}
