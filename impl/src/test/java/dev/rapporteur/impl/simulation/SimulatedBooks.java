package dev.rapporteur.impl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was promised to transactions and what Kafka got: the model that a simulated life is held against. */
final class SimulatedBooks {

    enum Fate {
        /** Handed to the journal, and nothing is known: may be kept or lost. */
        UNKNOWN,
        PREPARED,
        COMMITTED,
        ROLLED_BACK
    }

    /** What a transaction appended, and what is known of it. */
    static final class Story {
        final BranchXid xid;
        final List<Long> reports = new ArrayList<>();
        Fate fate = Fate.UNKNOWN;
        boolean commitTried;
        boolean rollbackTried;
        boolean deciding;
        boolean released;

        @Nullable
        Decision byOperator;

        Story(BranchXid xid) {
            this.xid = xid;
        }
    }

    /** A report that came.
     *
     * @param rank where it belongs; negative if nothing says so
     */
    private record Arrival(long number, long sequence, long rank) {}

    private final Object life;
    private final ParkingBooks parked;
    private final Map<Long, Story> storyOf = new HashMap<>();
    private final Map<Long, Integer> lengths = new HashMap<>();
    /** The partitions of those for which a partitioner chooses, or that name one. */
    private final Map<Long, Integer> partitions = new HashMap<>();

    private final Map<BranchXid, Story> branches = new LinkedHashMap<>();
    private final Map<PartitionId, List<Arrival>> arrived = new HashMap<>();
    private final Map<PartitionId, Map<Long, Long>> sequences = new HashMap<>();
    private long lastSent;

    /** Books of the life that this describes. */
    SimulatedBooks(Object life) {
        this.life = life;
        this.parked = new ParkingBooks(life);
    }

    ParkingBooks parked() {
        return parked;
    }

    /** The last report that anybody sent. */
    long lastSent() {
        return lastSent;
    }

    /** Fills the payload, so that it is known again. */
    void sent(Story story, long report, byte[] payload) {
        Arrays.fill(payload, (byte) report);
        lengths.put(report, payload.length);
        lastSent = Math.max(lastSent, report);
        story.reports.add(report);
        storyOf.put(report, story);
    }

    /** It belongs in this partition, unless it is retried in another one. */
    void expect(long report, int partition) {
        partitions.put(report, partition);
    }

    /** What it sent so far went nowhere. */
    void unsent(Story story) {
        story.reports.forEach(storyOf::remove);
        story.reports.clear();
    }

    void began(Story story) {
        branches.put(story.xid, story);
    }

    Iterable<Story> all() {
        return branches.values();
    }

    Story branch(BranchXid xid) {
        return Objects.requireNonNull(branches.get(xid), "a branch that nobody prepared");
    }

    List<Story> prepared() {
        return branches.values().stream()
                .filter(story -> story.fate == Fate.PREPARED)
                .toList();
    }

    private Story story(long number) {
        return Objects.requireNonNull(storyOf.get(number), "a report that nobody sent");
    }

    /** Kafka has taken a report. */
    void arrive(OutboundReport report) {
        long number = report.id().number();
        Story story = story(number);
        checkPayload(report, number);
        checkPartition(report, number);
        assertThat(story.fate)
                .as("%s: %s arrived although its branch is not committed", life, report)
                .isNotEqualTo(Fate.ROLLED_BACK);
        assertThat(story.commitTried)
                .as("%s: %s arrived although nobody committed it", life, report)
                .isTrue();
        Long before = sequences
                .computeIfAbsent(report.partition(), id -> new HashMap<>())
                .putIfAbsent(report.sequence(), number);
        assertThat(before == null ? number : before)
                .as("%s: sequence %d of %s stands for two reports", life, report.sequence(), report.partition())
                .isEqualTo(number);
        parked.arrives(number, report);
        arrived.computeIfAbsent(report.partition(), id -> new ArrayList<>())
                .add(new Arrival(number, report.sequence(), parked.rank(number)));
    }

    private void checkPartition(OutboundReport report, long number) {
        Integer expected = partitions.get(number);
        if (expected != null && !parked.wasParked(number)) {
            assertThat(report.partition().number())
                    .as("%s: the partition of %s", life, report)
                    .isEqualTo(expected);
        }
    }

    private void checkPayload(OutboundReport report, long number) {
        byte[] payload = Objects.requireNonNull(report.payload());
        boolean sound = Objects.equals(payload.length, lengths.get(number));
        for (byte one : payload) {
            sound &= one == (byte) number;
        }
        assertThat(sound).as("%s: %s is not what was sent", life, report).isTrue();
    }

    /** What a branch is known to be when the journal has been opened again. */
    void reconcile(Story story, boolean there, boolean mayForget) {
        if (mayForget) {
            story.fate = there ? Fate.PREPARED : Fate.UNKNOWN;
        }
        switch (story.fate) {
            case UNKNOWN -> {
                if (there) {
                    story.fate = Fate.PREPARED;
                }
            }
            case PREPARED -> {
                if (!there) {
                    // Only a decision that was on its way may have taken it away.
                    assertThat(story.commitTried || story.rollbackTried)
                            .as("%s: prepared branch %s is forgotten", life, story.xid)
                            .isTrue();
                    story.fate = story.commitTried ? Fate.COMMITTED : Fate.ROLLED_BACK;
                }
            }
            case COMMITTED ->
                assertThat(there)
                        .as("%s: committed branch %s is undecided again", life, story.xid)
                        .isFalse();
            case ROLLED_BACK -> {
                if (there) {
                    story.fate = Fate.PREPARED; // the lazy frame was lost: presumed abort decides again
                }
            }
        }
        story.deciding = false;
    }

    /** Every report that was promised has arrived, and every one of a branch of which any has. */
    void checkComplete() {
        Set<Long> all = numbersArrived();
        Set<Story> left = Collections.newSetFromMap(new IdentityHashMap<>());
        all.forEach(number -> left.add(story(number)));
        storyOf.forEach((number, story) -> {
            if ((story.fate == Fate.COMMITTED || left.contains(story)) && !parked.isDropped(number)) {
                assertThat(all)
                        .as("%s: report %d of %s is lost (%s)", life, number, story.xid, story.fate)
                        .contains(number);
            }
        });
    }

    /** Reports that were promised and have not arrived, and that nobody wanted to drop. */
    List<Long> missing() {
        Set<Long> all = numbersArrived();
        return storyOf.entrySet().stream()
                .filter(one -> one.getValue().fate == Fate.COMMITTED
                        && !all.contains(one.getKey())
                        && !parked.mayBeDropped(one.getKey()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Set<Long> numbersArrived() {
        Set<Long> all = new HashSet<>();
        arrived.values().forEach(some -> some.forEach(one -> all.add(one.number())));
        return all;
    }

    /** Within a partition first copies came in the order of their frames, what was retried behind all that was there. */
    void checkOrder() {
        arrived.forEach((partition, arrivals) -> {
            Arrival last = new Arrival(0, 0, 0);
            Set<List<Long>> seen = new HashSet<>();
            for (Arrival one : arrivals) {
                boolean first = seen.add(List.of(one.number(), one.rank())); // retried, it is to come again
                if (first && one.rank() >= 0 && !story(one.number()).released) {
                    assertThat(one.rank())
                            .as("%s: in %s %s came after %s", life, partition, one, last)
                            .isGreaterThan(last.rank());
                    last = one;
                }
            }
        });
    }
}
