package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Commits that become final, or never do. */
class FinalityWatchTest {

    private static final PartitionId ONE = new PartitionId("payments", 1);
    private static final PartitionId TWO = new PartitionId("payments", 2);

    private final Map<PartitionId, Long> stable = new HashMap<>();
    private final Set<PartitionId> asked = new HashSet<>();
    private final Set<PartitionId> silent = new HashSet<>();
    private final List<String> isFinal = new ArrayList<>();
    private final Set<PartitionId> ended = new HashSet<>();
    private final List<String> endedAsked = new ArrayList<>();
    private long nowMs;
    private final FinalityWatch watch = new FinalityWatch(new Stable(), () -> nowMs, new Bell());

    /** Last stable offsets as the test says. */
    private final class Stable implements Finality {

        @Override
        public void ask(Collection<PartitionId> partitions, Runnable answered) {
            asked.addAll(partitions);
        }

        @Override
        public Map<PartitionId, Long> takeStable() {
            Map<PartitionId, Long> told = asked.stream()
                    .filter(partition -> !silent.contains(partition))
                    .collect(Collectors.toMap(Function.identity(), partition -> stable.getOrDefault(partition, 0L)));
            asked.removeAll(told.keySet());
            return told;
        }

        @Override
        public Set<PartitionId> ended(String transactionalId, Collection<PartitionId> partitions, Duration within) {
            endedAsked.add(transactionalId + ": "
                    + partitions.stream().map(PartitionId::toString).sorted().collect(Collectors.joining(" ")));
            return ended;
        }

        @Override
        public Look hanging(Collection<String> transactionalIds, Collection<PartitionId> partitions, Duration within) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void abort(Hanging hanging, Duration within) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void shouldTellEachPartitionWhenItIsFinalThere() {
        commit(Map.of(ONE, 10L, TWO, 20L));
        assertThat(look()).isPositive();
        stable.put(TWO, 20L);
        look();
        assertThat(isFinal).containsExactly("payments-2@20");

        stable.put(ONE, 15L);

        assertThat(look()).isEqualTo(Turn.UNTIL_RUNG);
        assertThat(isFinal).containsExactly("payments-2@20", "payments-1@10");
    }

    @Test
    void shouldNotWaitForAPartitionThatDoesNotAnswer() {
        silent.add(ONE);
        commit(Map.of(ONE, 10L, TWO, 20L));
        stable.put(TWO, 20L);

        look();

        assertThat(isFinal).containsExactly("payments-2@20");
        nowMs += FinalityWatch.OTHERS_MAY_HOLD_MS;
        look();
        assertThat(endedAsked).as("nobody waits for its leader").isEmpty();
        silent.clear();
        stable.put(ONE, 10L);
        look();
        assertThat(isFinal).containsExactly("payments-2@20", "payments-1@10");
    }

    @Test
    void shouldNotChaseASteadyStreamForEver() {
        for (long end = 1; end <= 20; end++) {
            commit(Map.of(ONE, end));
            look();
            stable.put(ONE, end); // always a commit behind
        }

        assertThat(isFinal).hasSizeGreaterThan(15);
    }

    @Test
    void shouldForgetWhatNeverBecomesFinal() {
        commit(Map.of(ONE, 10L));
        look();
        nowMs += FinalityWatch.WATCHED_FOR_MS + 1;

        assertThat(watch.turn()).isEqualTo(Turn.UNTIL_RUNG);
        assertThat(isFinal).isEmpty();
    }

    @Test
    void shouldTakeForFinalWhatSomebodyElsesTransactionHoldsBack() {
        commit(Map.of(ONE, 10L, TWO, 20L));
        ended.add(TWO);
        look();
        assertThat(isFinal).isEmpty();
        nowMs += FinalityWatch.OTHERS_MAY_HOLD_MS;

        look();

        assertThat(isFinal).containsExactly("payments-2@20");
        assertThat(endedAsked).containsExactly("mine: payments-1 payments-2");
        ended.add(ONE);
        look();
        assertThat(isFinal).as("asked each second").hasSize(1);
        nowMs += FinalityWatch.OTHERS_MAY_HOLD_MS;
        look();
        assertThat(isFinal).containsExactly("payments-2@20", "payments-1@10");
        assertThat(watch.turn()).isEqualTo(Turn.UNTIL_RUNG);
    }

    @Test
    void shouldEndWhenItIsStopped() {
        commit(Map.of(ONE, 10L));
        watch.stop();

        assertThat(watch.turn()).isEqualTo(Turn.DONE);
    }

    /** Asks, and hears the answers. */
    private long look() {
        long unused = watch.turn();
        nowMs += 5;
        return watch.turn();
    }

    private void commit(Map<PartitionId, Long> ends) {
        watch.watch("mine", ends, partition -> isFinal.add(partition + "@" + ends.get(partition)));
    }
}
