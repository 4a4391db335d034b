package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lanes that go to the same partition. */
class CrossingsTest {

    private static final long NOW_MS = 0;

    private final Crossings crossings = new Crossings();
    private final PartitionBuffer there = Buffers.of("payments", 0);
    private final Lane own = lane(there);
    private final Lane mapped = lane(Buffers.of("payments", 1));
    private final Lane another = lane(Buffers.of("payments", 2));
    private final Set<Lane> busy = new HashSet<>();

    private static Lane lane(PartitionBuffer buffer) {
        return new Lane(buffer, new SplittableRandom(1), () -> {});
    }

    private void enter(Lane... lanes) {
        for (Lane lane : lanes) {
            lane.goesTo(there.id());
            crossings.enter(lane);
        }
    }

    private boolean maySend(Lane lane) {
        return crossings.maySend(lane, busy::contains, NOW_MS);
    }

    private void leave(Lane lane) {
        crossings.recall(lane);
        crossings.leave(lane);
    }

    @Test
    void shouldLetAllGoThatAreAlone() {
        enter(own);
        busy.add(own);

        assertThat(maySend(own)).isTrue();
        assertThat(crossings.anyWaits()).isFalse();
    }

    @Test
    void shouldLetThoseThatWaitTakeTurns() {
        enter(own, mapped, another);
        assertThat(maySend(own)).isTrue();
        busy.add(own);
        assertThat(maySend(mapped)).isFalse();
        assertThat(maySend(another)).isFalse();
        assertThat(maySend(own)).as("while others wait").isFalse();
        assertThat(crossings.next(busy::contains)).isEmpty();

        busy.clear();

        assertThat(crossings.next(busy::contains)).containsExactly(mapped);
        assertThat(maySend(another)).isFalse();
        assertThat(maySend(mapped)).isTrue();
        assertThat(crossings.next(busy::contains)).as("nothing was sent yet").containsExactly(mapped);
        crossings.hadTurn(mapped);
        assertThat(crossings.next(busy::contains)).containsExactly(another);
    }

    @Test
    void shouldHaveNobodyWaitForOneThatHasLeft() {
        enter(own, mapped);
        busy.add(mapped);
        assertThat(maySend(own)).isFalse();

        busy.clear();
        leave(mapped);

        assertThat(crossings.next(busy::contains)).containsExactly(own);
        assertThat(maySend(own)).isTrue();
        crossings.hadTurn(own);
        assertThat(crossings.next(busy::contains)).isEmpty();
        assertThat(crossings.anyWaits()).isFalse();
    }

    @Test
    void shouldGiveNoTurnToOneThatHasLeft() {
        enter(own, mapped, another);
        busy.add(own);
        assertThat(maySend(mapped)).isFalse();
        assertThat(maySend(another)).isFalse();

        busy.clear();
        leave(mapped);

        assertThat(crossings.next(busy::contains)).containsExactly(another);
    }
}
