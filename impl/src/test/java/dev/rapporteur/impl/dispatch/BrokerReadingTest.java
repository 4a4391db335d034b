package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of the ways to brokers, and how an operator ends a pause. */
class BrokerReadingTest {

    private final FakeKafka kafka = new FakeKafka();
    private final PartitionBuffer buffer = Buffers.of("payments", 0);
    private final DispatchLab lab =
            new DispatchLab(kafka, positions -> Buffers.release(buffer, positions.getOrDefault(buffer.id(), 0L)), 1);

    @Test
    void shouldCountWhatIsInFlightAndWhatIsAcknowledged() {
        placeAndTurn();
        assertThat(reading().state()).isEqualTo(BrokerState.SERVED);
        assertThat(reading().inFlight()).isEqualTo(10);
        assertThat(reading().acknowledged()).isZero();

        kafka.link().arrive(4);
        pass(2_000);

        assertThat(reading().broker()).isEqualTo(1);
        assertThat(reading().inFlight()).isEqualTo(6);
        assertThat(reading().acknowledged()).isEqualTo(4);
        assertThat(reading().recent().count()).isEqualTo(4);
        assertThat(reading().recent().perSecond()).isEqualTo(2);
        assertThat(reading().lastError()).isNull();
    }

    @Test
    void shouldHaveNothingInFlightAndSayWhyWhenTheLinkIsLost() {
        placeAndTurn();

        kafka.link().breakDown();
        pass(1);

        assertThat(reading().state()).isEqualTo(BrokerState.IDLE);
        assertThat(reading().inFlight()).isZero();
        assertThat(reading().lastError()).isEqualTo("connection lost");
    }

    @Test
    void shouldKeepCountingOverDispatchersAndTheLastErrorAfterItsCure() {
        placeAndTurn();
        kafka.link().arrive(4);
        pass(1);
        kafka.link().breakDown();
        pass(100);
        pass(100);

        kafka.arrive();
        pass(5_000);

        assertThat(kafka.opened()).isEqualTo(2);
        assertThat(reading().acknowledged()).isEqualTo(10);
        assertThat(lab.trouble()).isNull();
        assertThat(reading().lastError()).isEqualTo("connection lost");
        assertThat(reading().lastErrorMs()).isEqualTo(5_100);
    }

    @Test
    void shouldNameTheRefusalAndNotWhatFollowsFromIt() {
        placeAndTurn();
        kafka.onArrival = report -> report.sequence() == 3 ? SendFailure.refused("not authorised") : null;

        kafka.arrive();
        pass(1);

        assertThat(reading().lastError()).isEqualTo("payments-0: not authorised");
    }

    @Test
    void shouldCallABrokerSilentThatGivesNoSign() {
        placeAndTurn();
        lab.mute.add(1);

        runFor(7_000);
        assertThat(reading().state()).isEqualTo(BrokerState.SILENT);
        assertThat(reading().lastError()).contains("has not answered");
        lab.mute.clear();
        runFor(2_000);

        assertThat(reading().state()).isEqualTo(BrokerState.SERVED);
    }

    @Test
    void shouldProbeAtOnceWhenAnOperatorEndsThePause() {
        kafka.onArrival = report -> SendFailure.refused("not authorised");
        placeAndTurn();
        while (lab.nowMs < 60_000) {
            kafka.arrive();
            pass(50);
        }
        while (kafka.link().onItsWay() == 0) {
            pass(10);
        }
        kafka.arrive();
        pass(10);
        pass(1_000);
        assertThat(kafka.link().onItsWay()).isZero();

        assertThat(lab.assignment().retryNow(buffer.id())).isTrue();
        pass(1);

        assertThat(kafka.link().onItsWay()).isEqualTo(1);
        kafka.onArrival = report -> null;
        while (buffer.size() > 0) {
            kafka.arrive();
            pass(1);
        }
        assertThat(kafka.log(buffer.id())).hasSize(10);
        assertThat(buffer.held()).isNull();
    }

    @Test
    void shouldOpenALinkAtOnceWhenAnOperatorEndsThePause() {
        kafka.unopened = "No resolvable bootstrap urls";
        placeAndTurn();
        runFor(60_000);
        int attempts = kafka.attempts();
        while (kafka.attempts() == attempts) {
            pass(10);
        }
        pass(1_000);
        assertThat(kafka.attempts()).isEqualTo(attempts + 1);

        kafka.unopened = null;
        assertThat(lab.assignment().retryNow(buffer.id())).isTrue();
        pass(1);

        assertThat(kafka.link().onItsWay()).isEqualTo(10);
    }

    @Test
    void shouldKnowNoPartitionThatNeverHadReports() {
        assertThat(lab.assignment().retryNow(buffer.id())).isFalse();
    }

    private BrokerReading reading() {
        List<BrokerReading> all = lab.assignment().readings();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void placeAndTurn() {
        place(buffer, 10);
        lab.ready(buffer);
        lab.turn();
        lab.turn();
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
}
