package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Turn;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lanes and dispatchers while leaders move, brokers hang, and dispatchers end. */
class AssignmentTest {

    private final FakeKafka kafka = new FakeKafka();
    private final PartitionBuffer first = Buffers.of("payments", 0);
    private final PartitionBuffer second = Buffers.of("payments", 1);
    private final DispatchLab lab = new DispatchLab(kafka, this::delivered, 1);

    @BeforeEach
    void leadByTwo() {
        lab.leaders.put(first.id(), 1);
        lab.leaders.put(second.id(), 2);
    }

    @Test
    void shouldSendThroughALinkForEachLeader() {
        placeAndTurn();

        assertOnTheirWay(10, 10);
    }

    @Test
    void shouldServeTheOtherBrokersPartitionsWhileOneGivesNoSign() {
        placeAndTurn();
        FakeKafka.Link well = kafka.linkTo(2);

        for (int i = 0; i < 20; i++) {
            place(second, 10);
            lab.ready(second);
            well.arrive(100);
            pass(1_000);
        }

        assertThat(kafka.log(second.id())).isEqualTo(sequences(200));
        assertThat(well.abandoned()).isFalse();
    }

    @Test
    void shouldHandOverWhenTheLeaderMovesAndAllIsAcknowledged() {
        placeAndTurn();
        lab.leaders.put(first.id(), 2);
        place(first, 5);
        lab.ready(first);

        pass(100);
        assertOnTheirWay(10, 10);
        kafka.linkTo(1).arrive(100);
        pass(1);

        assertOnTheirWay(0, 15);
        assertThat(kafka.linkTo(1).abandoned()).isFalse();
        kafka.arrive();
        assertThat(kafka.log(first.id())).isEqualTo(sequences(15));
    }

    @Test
    void shouldGiveUpTheLinkWhenTheOldLeaderDoesNotConfirmInTime() {
        placeAndTurn();
        lab.leaders.put(first.id(), 2);

        runFor(4_900);
        assertThat(kafka.linkTo(1).abandoned()).isFalse();
        runFor(200);
        kafka.linkTo(2).arrive(100);

        assertThat(kafka.linkTo(1).abandoned()).isTrue();
        assertThat(kafka.log(first.id())).isEqualTo(sequences(10));
    }

    @Test
    void shouldStayWithTheOldLeaderWhileNoneIsKnown() {
        placeAndTurn();
        lab.leaders.put(first.id(), ClusterView.NO_LEADER);

        place(first, 5);
        lab.ready(first);
        pass(2_000);

        assertOnTheirWay(15, 10);
    }

    @Test
    void shouldSayThatAPartitionHasNoLeader() {
        lab.leaders.put(first.id(), ClusterView.NO_LEADER);
        placeAndTurn();
        assertThat(first.held()).isNull();

        pass(1_000);

        assertThat(first.held()).contains("No leader of payments-0", "Check the brokers");
        lab.leaders.put(first.id(), 1);
        pass(1);
        kafka.arrive();
        pass(1);
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldTakeABrokerForHungThatAnswersNeitherSendingNorTheProbe() {
        placeAndTurn();
        kafka.arrive();
        pass(1);
        placeAndTurn();
        lab.mute.add(1);

        runFor(4_900);
        assertThat(lab.trouble()).isNull();
        runFor(2_000);

        assertThat(lab.trouble()).contains("Broker 1 has not answered for 5 s");
        assertThat(first.held()).contains("Broker 1");
        assertThat(kafka.linkTo(1).abandoned()).isTrue();
        assertThat(kafka.linkTo(2).abandoned()).isFalse();
        assertThat(kafka.opened()).isEqualTo(2);
    }

    @Test
    void shouldNotTakeABrokerForHungThatAnswersTheProbe() {
        placeAndTurn();

        runFor(9_000);

        assertThat(lab.trouble()).isNull();
        assertThat(kafka.linkTo(1).abandoned()).isFalse();
    }

    @Test
    void shouldNotAskWellBrokers() {
        placeAndTurn();
        lab.mute.add(1);

        for (int i = 0; i < 100; i++) {
            place(first, 1);
            lab.ready(first);
            kafka.arrive();
            pass(100);
        }

        assertThat(lab.asked()).isZero();
    }

    @Test
    void shouldGoOnWithTheHungBrokersPartitionsWhenAnotherLeads() {
        placeAndTurn();
        lab.mute.add(1);
        runFor(7_000);

        lab.leaders.put(first.id(), 2);
        pass(100);
        kafka.arrive();

        assertThat(kafka.log(first.id())).isEqualTo(sequences(10));
    }

    @Test
    void shouldSayNothingMoreOfAHungBrokerThatLeadsNothingOfOurs() {
        placeAndTurn();
        lab.mute.add(1);
        runFor(8_000);
        assertThat(lab.trouble()).contains("Broker 1 has not answered");

        lab.leaders.put(first.id(), 2);
        runFor(7_000);

        assertThat(lab.trouble()).isNull();
    }

    @Test
    void shouldGoOnWhenTheHungBrokerAnswersAgain() {
        placeAndTurn();
        lab.mute.add(1);
        runFor(7_000);

        lab.mute.clear();
        runFor(2_000);
        kafka.arrive();
        pass(1_000);

        assertThat(kafka.log(first.id())).isEqualTo(sequences(10));
        assertThat(lab.trouble()).isNull();
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldReplaceADispatcherThatFails() {
        placeAndTurn();
        kafka.onSend = report -> {
            throw new IllegalStateException("planted");
        };
        place(first, 1);
        lab.ready(first);
        pass(1);
        assertThat(lab.trouble()).contains("planted");

        kafka.onSend = report -> null;
        pass(50);
        kafka.arrive();
        pass(1);

        assertThat(kafka.opened()).isEqualTo(3);
        assertThat(kafka.log(first.id()).stream().distinct().toList()).isEqualTo(sequences(11));
        assertThat(lab.trouble()).isNull();
    }

    @Test
    void shouldServeOthersWhileADispatcherCantBeMade() {
        lab.threadless = 1;
        placeAndTurn();
        runFor(2_000);
        kafka.arrive();

        assertThat(kafka.log(second.id())).isEqualTo(sequences(10));
        assertThat(lab.trouble()).contains("No dispatcher to broker 1", "unable to create native thread");
        assertThat(first.held()).contains("No dispatcher to broker 1");
        lab.threadless = ClusterView.NO_LEADER;
        runFor(10_000);
        kafka.arrive();
        pass(1_000);
        assertThat(kafka.log(first.id())).isEqualTo(sequences(10));
        assertThat(lab.trouble()).isNull();
    }

    @Test
    void shouldLookAgainWhoLeadsAPartitionThatNoDispatcherCanBeMadeFor() {
        lab.threadless = 1;
        placeAndTurn();

        runFor(2_000);

        assertThat(lab.rechecked).contains(first.id());
    }

    @Test
    void shouldCallNoWayToABrokerBrokenForAReportThatIsRefused() {
        place(first, 1);
        lab.ready(first);
        kafka.onArrival = report -> SendFailure.poison("too large");

        for (int i = 0; i < 20; i++) {
            pass(50);
            assertThat(lab.trouble()).isNull();
            kafka.arrive();
        }

        assertThat(lab.parked).hasSize(1);
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldForgetTheTroubleOfALinkWhenTheNextOneBringsARefusal() {
        placeAndTurn();
        kafka.linkTo(1).breakDown();
        pass(1);
        assertThat(lab.trouble()).contains("connection lost");
        kafka.onArrival = report -> SendFailure.refused("not authorised");

        for (int i = 0; i < 20; i++) {
            pass(50);
            kafka.arrive();
        }

        assertThat(first.held()).contains("not authorised");
        assertThat(lab.trouble()).isNull();
    }

    @Test
    void shouldLetADispatcherGoThatHasNothingToDoForAMinute() {
        placeAndTurn();
        kafka.arrive();
        lab.leaders.put(first.id(), 2);
        runFor(59_000);
        assertThat(lab.dispatchers()).isEqualTo(2);

        runFor(3_000);

        assertThat(lab.dispatchers()).isEqualTo(1);
        assertThat(kafka.linkTo(1).abandoned()).isTrue();
        lab.leaders.put(first.id(), 1);
        place(first, 1);
        lab.ready(first);
        pass(1_000);
        kafka.arrive();
        assertThat(kafka.log(first.id())).isEqualTo(sequences(11));
    }

    @Test
    void shouldRestWhileNobodyWantsABrokerWhoseDispatcherHasEnded() {
        placeAndTurn();
        kafka.linkTo(1).breakDown();
        lab.leaders.put(first.id(), 2);
        pass(1);
        kafka.arrive();
        pass(1_000);
        kafka.arrive();
        pass(1_000);

        assertThat(lab.dispatchers()).isEqualTo(1);
        assertThat(lab.turn()).isGreaterThan(500);
    }

    @Test
    void shouldNotSendWhatIsHeldThoughItsLeaderIsKnown() {
        lab.obstacles.put(first.id(), "The topic is gone.");

        placeAndTurn();
        runFor(2_000);

        assertThat(kafka.log(first.id())).isEmpty();
        assertThat(first.held()).isEqualTo("The topic is gone.");
        assertThat(lab.dispatchers()).isEqualTo(1);
    }

    @Test
    void shouldStopAllAndThenBeDone() {
        placeAndTurn();

        lab.assignment().stop(lab.nowMs + 10_000);
        assertThat(lab.turn()).isPositive();
        kafka.linkTo(1).arrive(100);
        assertThat(lab.turn()).isPositive();
        kafka.linkTo(2).arrive(100);

        assertThat(lab.turn()).isEqualTo(Turn.DONE);
        assertThat(lab.dispatchers()).isZero();
        assertThat(kafka.links()).allMatch(FakeKafka.Link::abandoned);
    }

    private void assertOnTheirWay(int toFirst, int toSecond) {
        assertThat(List.of(kafka.linkTo(1).onItsWay(), kafka.linkTo(2).onItsWay()))
                .containsExactly(toFirst, toSecond);
    }

    private void placeAndTurn() {
        place(first, 10);
        place(second, 10);
        lab.ready(first, second);
        lab.turn();
        lab.turn();
    }

    private void delivered(Map<PartitionId, Long> positions) {
        for (PartitionBuffer buffer : List.of(first, second)) {
            Buffers.release(buffer, positions.getOrDefault(buffer.id(), buffer.deliveredSequence()));
        }
    }

    private void pass(long ms) {
        lab.nowMs += ms;
        lab.turn();
        lab.turn();
    }

    private void runFor(long ms) {
        for (long until = lab.nowMs + ms; lab.nowMs < until; ) {
            pass(50);
        }
    }

    private static List<Long> sequences(long to) {
        return LongStream.range(0, to).boxed().toList();
    }
}
