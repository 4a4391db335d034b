package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.decision.TableProof;
import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A database as transactions and askers see it: what is committed, what still runs and can't be seen, a decision table whose
 * primary key lets one of two in, transaction ids that are given out again if a crash comes before their log is on the disk.
 * It is away, loses answers, commits late, crashes, is restored, and its decision table emptied, as its life wants.
 */
final class SimulatedDatabase {

    static final char BUSINESS = 'B';
    static final char RECOVERY = 'R';
    static final char ANCHOR = 'A';

    enum State {
        RUNNING,
        /** The connection broke in COMMIT: it commits some time, or it doesn't. */
        LATE,
        COMMITTED,
        ROLLED_BACK
    }

    enum Inserted {
        DONE,
        LOCKED,
        DUPLICATE
    }

    /** A transaction of the database. */
    static final class Work {
        final int story;
        State state = State.RUNNING;
        /** Time is up just before its next statement, which is then no part of it. */
        boolean reaped;

        private @Nullable TableProof row;
        private long id;

        Work(int story) {
            this.story = story;
        }

        boolean isRunning() {
            return state == State.RUNNING || state == State.LATE;
        }
    }

    /** What is committed. */
    private static final class Content {
        private final Set<Integer> stories = new HashSet<>();
        private final Map<Long, TreeMap<Long, Character>> rows = new TreeMap<>();
        private final Map<Long, Long> deletedBelow = new HashMap<>();
        private final Map<Long, Long> committedUs = new HashMap<>();
        private long nextId = 100;
        /** The log of these ids is on the disk. */
        private long flushed = 99;

        Content copy() {
            Content copy = new Content();
            copy.stories.addAll(stories);
            rows.forEach((opening, some) -> copy.rows.put(opening, new TreeMap<>(some)));
            copy.deletedBelow.putAll(deletedBelow);
            copy.committedUs.putAll(committedUs);
            copy.nextId = nextId;
            copy.flushed = flushed;
            return copy;
        }
    }

    private final SplittableRandom random;
    private final LongSupplier nowUs;
    private final List<Work> works = new ArrayList<>();
    /** Those whose server has died, and the database doesn't know it yet. */
    private final List<Work> orphans = new ArrayList<>();

    private Content content = new Content();
    private @Nullable Content backup;
    private Epoch epoch = new Epoch(7, 1, 0);
    private int stepsAway;
    private boolean hasCrashed;
    private boolean hasLost;
    private boolean quiet;

    SimulatedDatabase(SplittableRandom random, LongSupplier nowUs) {
        this.random = random;
        this.nowUs = nowUs;
    }

    Work begin(int story) {
        Work work = new Work(story);
        works.add(work);
        return work;
    }

    boolean isCommitted(int story) {
        return content.stories.contains(story);
    }

    /** Whether it has crashed, or was restored. */
    boolean hasCrashed() {
        return hasCrashed;
    }

    /** Whether it was restored, or its decision table emptied. */
    boolean hasLost() {
        return hasLost;
    }

    void commit(Work work) {
        if (work.isRunning()) {
            work.state = State.COMMITTED;
            works.remove(work);
            content.stories.add(work.story);
            TableProof row = work.row;
            if (row != null) {
                put(row, BUSINESS);
            }
            if (work.id != 0) {
                commit(work.id);
            }
        }
    }

    void rollback(Work work) {
        if (work.isRunning()) {
            work.state = State.ROLLED_BACK;
            works.remove(work);
        }
    }

    /** The connection breaks in COMMIT, or the server dies. */
    void cut(Work work) {
        if (work.state == State.RUNNING) {
            work.state = State.LATE;
        }
    }

    /** Some of those that were cut off end. */
    void meanwhile() {
        for (Work work : List.copyOf(works)) {
            if (work.state == State.LATE && random.nextInt(4) == 0) {
                finish(work);
            }
        }
    }

    private void finish(Work work) {
        if (random.nextBoolean()) {
            commit(work);
        } else {
            rollback(work);
        }
    }

    /** The server whose transactions they are has died: what had not asked for a commit can't get it. */
    void orphan(Work work) {
        if (work.state == State.RUNNING) {
            if (random.nextBoolean()) {
                rollback(work);
            } else {
                orphans.add(work);
            }
        }
    }

    void pass() {
        stepsAway = Math.max(0, stepsAway - 1);
        meanwhile();
        if (!orphans.isEmpty() && random.nextInt(8) == 0) {
            orphans.forEach(this::rollback);
            orphans.clear();
        }
    }

    void away(int steps) {
        stepsAway = steps;
    }

    /** It answers from here on, and what was cut off has ended. */
    void calm() {
        quiet = true;
        stepsAway = 0;
        for (Work work : List.copyOf(works)) {
            if (work.state == State.LATE) {
                finish(work);
            }
        }
        orphans.forEach(this::rollback);
        orphans.clear();
    }

    void backUp() {
        backup = content.copy();
    }

    private void endAll() {
        List.copyOf(works).forEach(this::rollback);
        orphans.clear();
    }

    void crash() {
        endAll();
        hasCrashed = true;
        content.nextId = random.nextLong(content.flushed + 1, content.nextId + 1);
        epoch = new Epoch(epoch.system(), epoch.timeline(), nowUs.getAsLong());
    }

    /** It is as it was at an earlier time. */
    void restore() {
        Content earlier = backup;
        if (earlier != null) {
            endAll();
            hasCrashed = true;
            hasLost = true;
            content = earlier.copy();
            epoch = new Epoch(epoch.system(), epoch.timeline() + 1, nowUs.getAsLong());
        }
    }

    void empty() {
        hasLost = true;
        content.rows.clear();
        content.deletedBelow.clear();
    }

    /** Somebody else's transaction, which takes an id. */
    void other() {
        long id = content.nextId++;
        if (random.nextBoolean()) {
            commit(id);
        }
    }

    /** The log is on the disk, up to here. */
    private void commit(long id) {
        content.committedUs.put(id, nowUs.getAsLong());
        content.flushed = content.nextId - 1;
    }

    /** @throws SQLException if it doesn't answer */
    void requireAnswer() throws SQLException {
        if (stepsAway > 0 || (!quiet && random.nextInt(24) == 0)) {
            throw new SQLNonTransientConnectionException("the connection is broken");
        }
    }

    // The decision table.

    private void put(TableProof row, char writer) {
        content.rows.computeIfAbsent(row.opening(), one -> new TreeMap<>()).put(row.number(), writer);
    }

    /** In the caller's transaction; outside of any if that has just ended, as a reaper's rollback lets it be. */
    Inserted insert(Work work, TableProof row) {
        if (work.reaped) {
            rollback(work);
        }
        if (writer(row) != null) {
            return Inserted.DUPLICATE;
        }
        if (work.isRunning()) {
            work.row = row;
        } else {
            put(row, BUSINESS);
        }
        return Inserted.DONE;
    }

    Inserted insertRecovery(TableProof row) {
        if (works.stream().anyMatch(work -> row.equals(work.row))) {
            return Inserted.LOCKED;
        }
        if (writer(row) != null) {
            return Inserted.DUPLICATE;
        }
        put(row, RECOVERY);
        return Inserted.DONE;
    }

    @Nullable
    Character writer(TableProof row) {
        TreeMap<Long, Character> rows = content.rows.get(row.opening());
        return rows == null ? null : rows.get(row.number());
    }

    OptionalLong anchor(long opening) {
        Long below = content.deletedBelow.get(opening);
        return below == null ? OptionalLong.empty() : OptionalLong.of(below);
    }

    void insertAnchor(long opening) {
        content.rows.computeIfAbsent(opening, one -> new TreeMap<>()).put(0L, ANCHOR);
        content.deletedBelow.put(opening, 1L);
    }

    /** Deletes rows, and lets the anchor say so. */
    void delete(long opening, long below) {
        TreeMap<Long, Character> rows = content.rows.get(opening);
        if (rows != null) {
            rows.subMap(1L, below).clear();
        }
        content.deletedBelow.put(opening, below);
    }

    void deleteOpening(long opening) {
        content.rows.remove(opening);
        content.deletedBelow.remove(opening);
    }

    List<Long> openings() {
        return List.copyOf(content.rows.keySet());
    }

    int countRows() {
        return content.rows.values().stream().mapToInt(Map::size).sum();
    }

    // Transaction ids.

    /** The caller's transaction's; another one's if that has just ended. */
    long id(Work work) {
        if (work.reaped) {
            rollback(work);
        }
        long id = content.nextId++;
        if (work.isRunning()) {
            work.id = id;
        } else {
            commit(id); // each statement outside of a transaction is its own
        }
        return id;
    }

    String status(long id) {
        if (id >= content.nextId) {
            return "ahead";
        }
        if (works.stream().anyMatch(work -> work.id == id)) {
            return "in progress";
        }
        return content.committedUs.containsKey(id) ? "committed" : "aborted";
    }

    OptionalLong committedUs(long id) {
        Long time = content.committedUs.get(id);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    Epoch epoch() {
        return epoch;
    }

    long nowUs() {
        return nowUs.getAsLong();
    }
}
