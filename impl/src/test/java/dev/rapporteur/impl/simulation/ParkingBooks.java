package dev.rapporteur.impl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.ParkedReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was promised of parked reports: which are parked, which were retried and in which order they must come, which dropped. */
final class ParkingBooks {

    enum State {
        QUEUED,
        PARKED,
        DROPPED
    }

    /** Of a report that was, or may have been, parked. */
    private static final class Story {
        State state = State.QUEUED;
        /** What it may have become; null if nothing is in doubt. */
        @Nullable
        State tried;

        long rank;
        long triedRank;
        boolean unordered;
        boolean dropTried;

        /** What was tried has come true. */
        void become() {
            if (tried != null) {
                rank = tried == State.QUEUED ? triedRank : rank;
                state = tried;
                tried = null;
            }
        }
    }

    /** Between the ranks of two reports that were sent one after the other, so many that are retried find theirs. */
    private static final int RANKS = 1 << 20;

    private final Object life;
    private final Map<Long, Story> stories = new HashMap<>();
    private final Set<Integer> transactionalIds = new HashSet<>();
    private final Set<Frame.Mapped> mappings = new HashSet<>();
    private int retried;

    ParkingBooks(Object life) {
        this.life = life;
    }

    private Story story(long number) {
        return stories.computeIfAbsent(number, one -> {
            Story story = new Story();
            story.rank = one * RANKS;
            return story;
        });
    }

    void tries(long number, State state) {
        story(number).tried = state;
        story(number).dropTried |= state == State.DROPPED;
    }

    /** They get their places behind all that was sent so far, in the order in which they stood. */
    void retries(List<Long> numbers, long lastSent) {
        List<Long> inOrder = new ArrayList<>(numbers);
        inOrder.sort(Comparator.comparingLong(number -> story(number).rank));
        for (long number : inOrder) {
            story(number).tried = State.QUEUED;
            story(number).triedRank = lastSent * RANKS + ++retried;
        }
    }

    void done(Long... numbers) {
        for (long number : numbers) {
            Story story = story(number);
            story.become();
        }
    }

    void refused(Long... numbers) {
        for (long number : numbers) {
            story(number).tried = null;
        }
    }

    void used(int transactionalId) {
        transactionalIds.add(transactionalId);
    }

    void mapped(Frame.Mapped mapping) {
        mappings.add(mapping);
    }

    /** What says in which order first copies must come; negative if nothing does. */
    long rank(long number) {
        Story story = stories.get(number);
        return story == null ? number * RANKS : story.unordered ? -1 : story.rank;
    }

    /** Whether anybody ever tried to park it. */
    boolean wasParked(long number) {
        return stories.containsKey(number);
    }

    boolean isDropped(long number) {
        Story story = stories.get(number);
        return story != null && (story.state == State.DROPPED || story.tried == State.DROPPED);
    }

    /** Whether anybody ever wanted to drop it: after rot nobody knows whether that came true. */
    boolean mayBeDropped(long number) {
        Story story = stories.get(number);
        return story != null && story.dropTried;
    }

    /** Kafka gets it. */
    void arrives(long number, Object report) {
        Story story = stories.get(number);
        assertThat(story == null ? State.QUEUED : story.state)
                .as("%s: %s arrived although it is not in a queue", life, report)
                .isEqualTo(State.QUEUED);
    }

    /** The journal has been opened again. */
    void reconcile(Outbound outbound, boolean mayForget) {
        Set<Long> there = new HashSet<>();
        List<ParkedReport> list = outbound.parked().list();
        list.forEach(report -> there.add(report.id().number()));
        assertThat(there).as("%s: parked once each", life).hasSize(list.size());
        assertThat(outbound.parked().reports()).as("%s: parked, counted", life).isEqualTo(list.size());
        assertThat(outbound.parked().bytes())
                .as("%s: bytes of the parked", life)
                .isEqualTo(list.stream().mapToLong(ParkedReport::size).sum());
        if (!mayForget) {
            assertThat(stories.keySet()).as("%s: parked by nobody", life).containsAll(there);
            assertThat(outbound.transactionalIds())
                    .as("%s: transactional ids", life)
                    .extracting(one -> one.number())
                    .containsAll(transactionalIds);
            assertThat(outbound.snapshot().mappings())
                    .as("%s: where partitions went", life)
                    .containsAll(mappings);
        }
        Set<Integer> ids =
                outbound.transactionalIds().stream().map(one -> one.number()).collect(Collectors.toSet());
        transactionalIds.retainAll(ids);
        mappings.retainAll(outbound.snapshot().mappings());
        there.forEach(this::story);
        stories.forEach((number, story) -> reconcile(number, story, there.contains(number), mayForget));
    }

    private void reconcile(long number, Story story, boolean parked, boolean mayForget) {
        if (mayForget) {
            story.state = parked ? State.PARKED : State.QUEUED;
            story.unordered = true;
        } else {
            boolean before = story.state == State.PARKED;
            boolean tried = story.tried == State.PARKED;
            assertThat(parked == before || (story.tried != null && parked == tried))
                    .as("%s: report %d, parked: %s, was %s, maybe %s", life, number, parked, story.state, story.tried)
                    .isTrue();
            if (parked != before) {
                story.become();
            }
        }
        story.tried = null;
    }
}
