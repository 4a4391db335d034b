package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Lanes whose partitions are mapped to others, at least once. */
class MappedLanesTest {

    private static final SendFailure POISON = SendFailure.poison("too large");
    private static final String LARGE = "x".repeat(10_000);

    private final FakeKafka kafka = new FakeKafka();
    private final PartitionBuffer there = Buffers.of("payments", 0);
    private final PartitionBuffer lost = Buffers.of("payments", 1);
    private final PartitionId other = new PartitionId("payments", 2);
    private final DispatchLab lab = new DispatchLab(kafka, this::delivered, 1);

    private void delivered(Map<PartitionId, Long> positions) {}

    private void map(PartitionId from, PartitionId to) {
        Buffers.map(lab.destinations, from, to);
    }

    private void pass(long ms) {
        lab.nowMs += ms;
        long unused = lab.turn();
    }

    private static List<Long> sequences(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private void lose() {
        lab.obstacles.put(lost.id(), "It is lost.");
    }

    @Test
    void shouldSendWhatStandsInALostPartitionToTheOneItIsMappedTo() {
        lose();
        place(lost, 10);
        lab.ready(lost);
        pass(1);
        assertThat(lost.held()).isEqualTo("It is lost.");

        map(lost.id(), there.id());
        pass(1_000);
        kafka.arrive();
        pass(1);

        assertThat(kafka.log(there.id())).isEqualTo(sequences(10));
        assertThat(kafka.log(lost.id())).isEmpty();
        assertThat(lost.acknowledgedSequence()).isEqualTo(10);
        assertThat(lost.held()).isNull();
    }

    @Test
    void shouldHoldAPartitionWithBothReasonsWhenTheOneItIsMappedToIsLostToo() {
        lose();
        map(lost.id(), other);
        lab.obstacles.put(other, "That one is lost.");
        place(lost, 1);
        lab.ready(lost);

        pass(1);

        assertThat(lost.held()).isEqualTo("It is mapped to partition 2. That one is lost.");
    }

    @Test
    void shouldSendNothingToTheNewDestinationBeforeAllIsSettledAtTheFormerOne() {
        map(lost.id(), there.id());
        place(lost, 10);
        lab.ready(lost);
        pass(1);

        map(lost.id(), other);
        place(lost, 10);
        lab.ready(lost);
        pass(1_000);
        pass(1_000);
        assertThat(kafka.link().onItsWay()).isEqualTo(10);
        kafka.arrive();
        pass(1);
        pass(1);
        kafka.arrive();

        assertThat(kafka.log(there.id())).isEqualTo(sequences(10));
        assertThat(kafka.log(other)).isEqualTo(LongStream.range(10, 20).boxed().toList());
    }

    @Test
    void shouldGiveUpTheLinkAtOnceWhenTheFormerDestinationIsLost() {
        map(lost.id(), other);
        place(lost, 10);
        lab.ready(lost);
        pass(1);

        lab.obstacles.put(other, "That one is lost.");
        map(lost.id(), there.id());
        pass(1_000);
        pass(1);
        pass(100);
        kafka.arrive();

        assertThat(kafka.log(other)).isEmpty();
        assertThat(kafka.log(there.id())).isEqualTo(sequences(10));
    }

    @Test
    void shouldLetTheLanesOfOneDestinationTakeTurnsWhenBothHaveMoreAndMore() {
        map(lost.id(), there.id());
        place(there, 20);
        place(lost, 20);
        lab.ready(there, lost);
        List<PartitionId> turns = new ArrayList<>();
        kafka.onArrival = report -> {
            if (turns.isEmpty() || !turns.get(turns.size() - 1).equals(report.partition())) {
                turns.add(report.partition());
            }
            return null;
        };

        for (int i = 0; i < 40; i++) {
            pass(1);
            // Of what one has sent something is always on its way when it may send more.
            kafka.link().arrive(Math.max(1, kafka.link().onItsWay() - 1));
            place(there, 1);
            place(lost, 1);
            lab.ready(there, lost);
        }

        assertThat(turns).hasSizeGreaterThan(6);
    }

    @Test
    void shouldNotParkASoundProbeForWhatAnotherLaneOfItsDestinationIsRefused() {
        map(lost.id(), there.id());
        place(there, 1);
        place(lost, 1);
        // What is refused fails with all that is on its way to the same partition.
        kafka.onArrival =
                report -> report.partition().equals(there.id()) || !kafka.isAlone(report, there.id()) ? POISON : null;
        lab.ready(there, lost);

        for (int i = 0; i < 20; i++) {
            pass(200);
            kafka.arrive();
        }

        assertThat(lab.parked)
                .allSatisfy(report -> assertThat(report.partition()).isEqualTo(there.id()));
        assertThat(lab.parked).isNotEmpty();
        assertThat(kafka.log(there.id())).containsExactly(0L);
    }

    /** What is mapped has reports on their way, and the partition's own wait for that. */
    private void letOneWait() {
        map(lost.id(), there.id());
        place(lost, 1);
        lab.ready(lost);
        pass(1);
        place(there, 1);
        lab.ready(there);
        pass(1);
    }

    @Test
    void shouldRestWhenOneHasLeftForWhichAnotherOneWaited() {
        letOneWait();
        map(lost.id(), other);
        pass(1_000);
        kafka.arrive();
        pass(1);
        pass(1);
        kafka.arrive();
        pass(1);

        long restMs = lab.turn();

        assertThat(kafka.log(there.id())).containsExactly(0L, 0L);
        assertThat(restMs).isPositive();
    }

    @Test
    void shouldRestWhenOneHasItsTurnAndTheLinkHasNoRoom() {
        letOneWait();
        for (int i = 3; i < 13; i++) {
            PartitionBuffer large = Buffers.of("payments", i);
            place(large, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE);
            lab.ready(large);
        }
        pass(1);
        kafka.link().arrive(1);
        assertThat(lost.acknowledgedSequence()).isZero();
        pass(1);
        assertThat(lost.acknowledgedSequence()).isEqualTo(1);

        long restMs = lab.turn();

        assertThat(restMs).isPositive();
        assertThat(kafka.log(there.id())).containsExactly(0L);
        kafka.arrive();
        pass(1);
        kafka.arrive();
        assertThat(kafka.log(there.id())).containsExactly(0L, 0L);
    }

    @Test
    void shouldRestWhenTwoWaitForTheirTurnAndTheLinkHasNoRoom() {
        letOneWait();
        PartitionBuffer another = Buffers.of("payments", 3);
        map(another.id(), there.id());
        place(another, 1);
        lab.ready(another);
        int filling =
                18; // with the one on its way they leave no room; without it, none for one that has nothing on its way
        for (int i = 0; i < filling; i++) {
            PartitionBuffer large = Buffers.of("payments", 4 + i);
            place(large, LARGE);
            lab.ready(large);
        }
        pass(1);
        assertThat(kafka.link().onItsWay()).isEqualTo(1 + filling);
        kafka.link().arrive(1);
        pass(1);
        pass(1);

        long restMs = lab.turn();

        assertThat(restMs).isPositive();
        assertThat(kafka.log(there.id())).containsExactly(0L);
        for (int i = 0; i < 4; i++) {
            kafka.arrive();
            pass(1);
        }
        assertThat(kafka.log(there.id())).containsExactly(0L, 0L, 0L);
    }

    @Test
    void shouldShowALaneThatWaitsForAnotherOnesReportsUntilItGoes() {
        letOneWait();
        assertThat(there.held()).isNull();

        pass(1_001);
        assertThat(there.held())
                .isEqualTo("It goes to partition 0, and waits until what partition 1 has sent there is acknowledged.");
        assertThat(lost.held()).isNull();
        kafka.arrive();
        pass(1);
        pass(1);

        assertThat(there.held()).isNull();
    }
}
