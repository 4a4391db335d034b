package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lanes that are set apart, where a refused probe would cost what is sent beside it. */
class SetApartTest {

    private final FakeKafka kafka = new FakeKafka();
    private final PartitionBuffer sick = Buffers.of("payments", 0);
    private final PartitionBuffer well = Buffers.of("payments", 1);
    private final DispatchLab lab = new DispatchLab(this::parts, 1);
    private boolean refused = true;

    @BeforeEach
    void refuseWhatIsSick() {
        kafka.onArrival = this::answer;
        place(sick, 10);
        place(well, 10);
        lab.ready(sick, well);
    }

    @Test
    void shouldProbeThroughALinkOfItsOwn() {
        settle();

        place(well, 10);
        lab.ready(well);
        pass();

        List<FakeKafka.Link> open = open();
        assertThat(open).extracting(FakeKafka.Link::onItsWay).containsExactlyInAnyOrder(1, 10);
        open.stream().filter(link -> link.onItsWay() == 1).forEach(FakeKafka.Link::breakDown);
        pass();
        open.forEach(link -> link.arrive(10));
        assertThat(kafka.log(well.id())).isEqualTo(sequences(20));
    }

    @Test
    void shouldGoBackToItsNeighboursWhenNothingIsRefusedAnyMore() {
        settle();
        refused = false;

        settle();
        place(sick, 5);
        place(well, 5);
        lab.ready(sick, well);
        pass();

        assertThat(open().stream().filter(link -> link.onItsWay() > 0))
                .extracting(FakeKafka.Link::onItsWay)
                .containsExactly(10);
        kafka.arrive();
        assertThat(kafka.log(sick.id())).isEqualTo(sequences(15));
    }

    @Test
    void shouldLetTheSecondDispatcherGoThatNothingHasNeededForAMinute() {
        settle();
        refused = false;
        settle();
        assertThat(lab.dispatchers()).isEqualTo(2);

        for (int i = 0; i < 65; i++) {
            pass(1_000);
        }

        assertThat(lab.dispatchers()).isEqualTo(1);
    }

    @Test
    void shouldKeepALaneWithItsNeighboursWhereAProbeCostsThemNothing() {
        DispatchLab atLeastOnce = new DispatchLab(kafka, this::delivered, 1);
        atLeastOnce.ready(sick, well);
        for (int i = 0; i < 40; i++) {
            atLeastOnce.nowMs += 100;
            atLeastOnce.turn();
            kafka.arrive();
        }

        assertThat(sick.held()).contains("not authorised");
        assertThat(atLeastOnce.dispatchers()).isEqualTo(1);
    }

    @Test
    void shouldKeepSayingWhatIsWrongWithTheNeighboursWayThoughItsOwnIsWell() {
        settle();
        place(well, 1);
        lab.ready(well);
        pass();
        kafka.unopened = "no more connections";
        carrying(well).breakDown();

        for (int i = 0; i < 30; i++) {
            pass();
        }

        assertThat(lab.trouble()).contains("no more connections");
        assertThat(well.held()).contains("no more connections");
    }

    @Test
    void shouldNotTakeABrokerForHungThatAnswersTheNeighbours() {
        settle();
        lab.mute.add(1);

        for (int i = 0; i < 100; i++) { // a probe is on its way for ten seconds
            place(well, 1);
            lab.ready(well);
            pass();
            carrying(well).arrive(10);
        }

        assertThat(lab.trouble()).isNull();
    }

    private Assignment.Parts parts(DispatchLab its) {
        Assignment.Parts parts = Assignment.Parts.atLeastOnce(kafka, DispatchLab.MEMORY, its, this::delivered, its);
        return new Assignment.Parts(
                parts.sessions(),
                true,
                parts.positions(),
                parts.memory(),
                parts.cluster(),
                parts.deliveryLog(),
                parts.parkingLog());
    }

    private @Nullable SendFailure answer(OutboundReport report) {
        return refused && report.partition().equals(sick.id()) ? SendFailure.refused("not authorised") : null;
    }

    private List<FakeKafka.Link> open() {
        return kafka.links().stream().filter(link -> !link.abandoned()).toList();
    }

    private FakeKafka.Link carrying(PartitionBuffer buffer) {
        return open().stream()
                .filter(link -> link.carries(buffer.id()))
                .findFirst()
                .orElseThrow();
    }

    private void settle() {
        for (int i = 0; i < 40; i++) {
            pass();
            kafka.arrive();
        }
        pass(31_000); // no pause of a probe is longer
    }

    private void pass() {
        pass(100);
    }

    private void pass(long ms) {
        lab.nowMs += ms;
        lab.turn();
        lab.turn();
    }

    private void delivered(Map<PartitionId, Long> positions) {
        for (PartitionBuffer buffer : List.of(sick, well)) {
            Buffers.release(buffer, positions.getOrDefault(buffer.id(), buffer.deliveredSequence()));
        }
    }

    private static List<Long> sequences(long to) {
        return LongStream.range(0, to).boxed().toList();
    }
}
