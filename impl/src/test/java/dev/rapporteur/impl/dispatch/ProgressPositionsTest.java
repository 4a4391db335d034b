package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Turn;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Positions after troubles, and who waits for them, one by one; {@link ExactlyOnceTest} has them all at once. */
class ProgressPositionsTest {

    private static final long TURN_MS = 20;
    private static final int TURNS = 5_000;

    private final FakeTransactions kafka = new FakeTransactions(new Random(1));
    private final PartitionBuffer well = Buffers.of("payments", 0);
    private final PartitionBuffer other = Buffers.of("payments", 1);
    private final ExactlyOnceLab lab = new ExactlyOnceLab(kafka, MissingMarker.HOLD, this::delivered, 1);

    @Test
    void shouldServeOthersWhileAPartitionIsNotToldHowATransactionEnded() {
        deliver(well, other);
        kafka.fallSick(other.id());
        place(other, 5);
        turnUntil(() -> String.valueOf(lab.positions.obstacle(other)).contains("untold"));
        deliver(well); // by another id
        List<Integer> usedBefore = List.copyOf(lab.used);
        int linksBefore = kafka.links().size();

        for (int i = 0; i < 20; i++) {
            deliver(well);
            pass(TransactionSession.ANSWER_WITHIN.toMillis() / 10);
        }

        assertThat(lab.used).as("ids used").isEqualTo(usedBefore);
        assertThat(kafka.links().size() - linksBefore)
                .as("links made meanwhile")
                .isZero();
        kafka.recover(other.id());
        turnUntil(() -> other.size() == 0);
        assertThat(kafka.readable(other.id())).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void shouldHoldAPartitionWhoseMarkerIsGoneWhenATransactionIsInDoubt() {
        deliver(well);
        place(well, 1);
        while (kafka.links().stream().noneMatch(FakeTransactions.Link::isCommitting)) {
            pass(TURN_MS);
            kafka.links().forEach(link -> link.arrive(1));
        }
        kafka.loseMarkers();

        kafka.links().forEach(FakeTransactions.Link::breakDown);

        turnUntil(() -> String.valueOf(well.held()).contains("not in Kafka any more"));
        assertThat(well.held()).contains("payments-0", "onMissingMarker=RESEND");
        assertThat(lab.positions.leavesQuestions()).isTrue();
    }

    @Test
    void shouldMissNoMarkerOfATransactionThatHasSurelyNotCommitted() {
        deliver(well);
        place(well, 1);
        while (kafka.links().stream().noneMatch(FakeTransactions.Link::isLoaded)) {
            pass(TURN_MS);
        }
        kafka.loseMarkers();

        kafka.links().forEach(FakeTransactions.Link::breakDown);

        turnUntil(() -> well.size() == 0);
        assertThat(kafka.readable(well.id())).containsExactly(0L, 1L);
    }

    @Test
    void shouldKeepNeighboursWaitingNoLongerForEachReportThatIsRefusedBeforeItIsSent() {
        refuseEachTwentiethOfTheOthers();
        long longestMs = 0;

        while (other.size() > 0) {
            long placedMs = lab.nowMs();
            deliver(well);
            longestMs = Math.max(longestMs, lab.nowMs() - placedMs);
        }

        assertThat(longestMs).isLessThan(3_000);
        assertThat(kafka.readable(other.id())).hasSize(1 + 400 - 20);
        assertThat(lab.dispatch.trouble()).isNull();
    }

    @Test
    void shouldPauseNoLongerForEachReportThatIsRefusedBeforeAnyIsSent() {
        refuseEachTwentiethOfTheOthers();
        long placedMs = lab.nowMs();

        turnUntil(() -> other.size() == 0);

        assertThat(lab.nowMs() - placedMs).isLessThan(60_000);
    }

    @Test
    void shouldSayThatAPartitionWaitsForItsTransactionalIdToBeFenced() {
        deliver(well);
        place(well, 1);
        while (kafka.links().stream().noneMatch(FakeTransactions.Link::isLoaded)) {
            pass(TURN_MS);
        }
        kafka.away = true;

        kafka.links().forEach(FakeTransactions.Link::breakDown);
        pass(TURN_MS);
        pass(TURN_MS);

        assertThat(lab.positions.obstacle(well)).contains("id-0 is being fenced");
    }

    @Test
    void shouldWaitForTheReceiptsThatSayWhyALinkIsLost() {
        deliver(well);
        place(well, 1);
        while (kafka.links().stream().noneMatch(FakeTransactions.Link::isLoaded)) {
            pass(TURN_MS);
        }
        int linksBefore = kafka.links().size();

        kafka.links().forEach(FakeTransactions.Link::spoil);
        place(other, 1);
        pass(TURN_MS);
        pass(100);

        assertThat(kafka.links()).hasSize(linksBefore);
        assertThat(lab.dispatch.trouble()).isNull();
        turnUntil(() -> well.size() == 0 && other.size() == 0);
        assertThat(kafka.readable(well.id())).containsExactly(0L, 1L);
    }

    @Test
    void shouldLeaveInOrderAnIdThatAnotherBrokerCoordinatesWhereItsOwnHasOne() {
        deliver(well);
        kafka.coordinators = new Coordinators(Map.of(0, 2, 1, 1), 2);
        assertThat(kafka.coordinators.of("id-0")).isEqualTo(2);
        int linksBefore = kafka.links().size();

        for (int i = 0; i < 200; i++) {
            deliver(well);
            pass(1_000);
        }

        assertThat(lab.used).containsExactly(0, 1);
        assertThat(kafka.coordinators.of("id-1")).isEqualTo(1);
        assertThat(kafka.links()).as("it stays there").hasSize(linksBefore + 1);
        assertThat(kafka.readable(well.id())).hasSize(201);
        assertThat(lab.dispatch.trouble()).isNull();
    }

    @Test
    void shouldNotKeepOthersWaitingWhenItCanNotLeaveInOrder() {
        deliver(well, other);
        place(other, 1);
        while (kafka.links().stream().noneMatch(FakeTransactions.Link::isCommitting)) {
            pass(TURN_MS);
            kafka.links().forEach(link -> link.arrive(1));
        }
        kafka.fallSick(other.id()); // so its commit is not final
        kafka.coordinators = new Coordinators(Map.of(0, 2, 1, 1), 2);
        long longestMs = 0;

        for (int i = 0; i < 100; i++) {
            long placedMs = lab.nowMs();
            deliver(well);
            longestMs = Math.max(longestMs, lab.nowMs() - placedMs);
            pass(100);
        }

        assertThat(other.size()).isPositive();
        assertThat(longestMs).isLessThan(1_000);
    }

    @Test
    void shouldCallABrokerHungThatOwesOnlyTheEndOfACommit() {
        deliver(well);
        place(well, 1);
        while (kafka.links().stream().noneMatch(FakeTransactions.Link::isCommitting)) {
            pass(TURN_MS);
            kafka.links().forEach(link -> link.arrive(1));
        }
        kafka.fallSick(well.id());
        lab.dispatch.mute.add(1);
        long sinceMs = lab.nowMs();

        turnUntil(() -> String.valueOf(lab.dispatch.trouble()).startsWith("Broker 1 has not answered"));

        assertThat(lab.nowMs() - sinceMs).isLessThan(2 * DispatchLab.BROKER_TIMEOUT.toMillis());
    }

    @Test
    void shouldCallABrokerHungThatDoesNotLetItBegin() {
        deliver(well);
        kafka.away = true;
        lab.dispatch.mute.add(1);
        kafka.links().forEach(FakeTransactions.Link::breakDown);
        place(well, 1);
        long sinceMs = lab.nowMs();

        turnUntil(() -> String.valueOf(lab.dispatch.trouble()).startsWith("Broker 1 has not answered"));

        assertThat(lab.nowMs() - sinceMs).isLessThan(2 * DispatchLab.BROKER_TIMEOUT.toMillis());
    }

    @Test
    void shouldLeaveNoQuestionsWhenItIsStoppedWhileAllIsWell() {
        deliver(well, other);

        stop();

        assertThat(lab.positions.leavesQuestions()).isFalse();
    }

    @Test
    void shouldLeaveQuestionsWhenADispatcherIsStoppedWhileItCommits() {
        deliver(well);
        place(well, 1);
        while (kafka.links().stream().noneMatch(FakeTransactions.Link::isCommitting)) {
            pass(TURN_MS);
            kafka.links().forEach(link -> link.arrive(1));
        }
        kafka.away = true;

        stop();

        assertThat(lab.positions.leavesQuestions()).isTrue();
    }

    private void stop() {
        lab.dispatch.assignment().stop(lab.nowMs() + 1_000);
        pass(TURN_MS);
        pass(2_000);
        pass(TURN_MS);
        assertThat(lab.dispatch.turn()).isEqualTo(Turn.DONE);
        lab.dispatch.assignment().handOnDoubts();
    }

    private void refuseEachTwentiethOfTheOthers() {
        deliver(well, other);
        kafka.onSend = report -> report.partition().equals(other.id()) && report.sequence() % 20 == 5
                ? SendFailure.poison("too large")
                : null;
        place(other, 400);
    }

    private void place(PartitionBuffer buffer, int count) {
        Buffers.place(buffer, count);
        lab.dispatch.ready(buffer);
    }

    private void deliver(PartitionBuffer... buffers) {
        for (PartitionBuffer buffer : buffers) {
            place(buffer, 1);
        }
        turnUntil(() -> List.of(buffers).stream().allMatch(buffer -> buffer.size() == 0));
    }

    private void turnUntil(BooleanSupplier reached) {
        for (int i = 0; i < TURNS && !reached.getAsBoolean(); i++) {
            pass(TURN_MS);
            kafka.arrive();
        }
        assertThat(reached.getAsBoolean()).isTrue();
    }

    private void pass(long ms) {
        lab.turn(ms);
        long unused = lab.positions.turn();
    }

    private void delivered(Map<PartitionId, Long> noted) {
        noted.forEach((id, next) -> Buffers.release(id.equals(well.id()) ? well : other, next));
    }
}
