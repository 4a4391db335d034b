package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private final FakeKafka kafka = new FakeKafka();
    private final Map<PartitionId, Long> delivered = new HashMap<>();
    private final PartitionBuffer first = Buffers.of("payments", 0);
    private final PartitionBuffer second = Buffers.of("payments", 1);

    private int recordings;
    private @Nullable RuntimeException onDelivered;

    private final DispatchLab lab = new DispatchLab(kafka, this::delivered, 1);

    @Test
    void shouldSendAllOfEachPartitionInOrder() {
        place(first, 100);
        place(second, 50);
        ready(first, second);

        run(3);

        assertThat(kafka.log(first.id())).isEqualTo(sequences(0, 100));
        assertThat(kafka.log(second.id())).isEqualTo(sequences(0, 50));
    }

    @Test
    void shouldRecordWhatIsAcknowledgedAndNothingElse() {
        place(first, 10);
        ready(first);
        lab.turn();

        kafka.link().arrive(4);
        run(0);
        pass(10);

        assertThat(delivered).containsExactly(Map.entry(first.id(), 4L));
    }

    @Test
    void shouldRecordAtMostOnceInTenMilliseconds() {
        place(first, 100);
        ready(first);
        lab.turn();

        for (int i = 0; i < 100; i++) {
            lab.nowMs++;
            kafka.link().arrive(1);
            lab.turn();
        }

        assertThat(recordings).isBetween(9, 11);
    }

    @Test
    void shouldRestUntilRungWhenNothingWaits() {
        lab.turn();

        assertThat(lab.turn()).isEqualTo(Turn.UNTIL_RUNG);
    }

    @Test
    void shouldTakeUpWhatBecomesReadyWhileItIsInFlightAlready() {
        place(first, 1);
        ready(first);
        lab.turn();
        place(first, 1);
        ready(first);

        run(2);

        assertThat(kafka.log(first.id())).containsExactly(0L, 1L);
    }

    @Test
    void shouldRepeatWhatWasNotAcknowledgedWhenTheLinkBreaks() {
        place(first, 10);
        ready(first);
        lab.turn();
        kafka.link().arrive(3);
        kafka.link().arriveUnheard(2);

        kafka.link().breakDown();
        run(5);

        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L, 3L, 4L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void shouldLetNothingOvertakeARefusedReport() {
        place(first, 10);
        ready(first);
        kafka.onArrival = report -> report.sequence() == 5 ? SendFailure.refused("too large") : null;

        run(30);

        assertThat(firstOccurrences(first)).isEqualTo(sequences(0, 5));
        assertThat(first.held()).isEqualTo("too large");
    }

    @Test
    void shouldGoOnInOrderWhenTheRefusedReportIsTakenAtLast() {
        place(first, 10);
        ready(first);
        kafka.onArrival = report -> report.sequence() == 5 ? SendFailure.refused("too large") : null;
        run(30);

        kafka.onArrival = report -> null;
        pass(30_000);
        run(30);

        assertThat(firstOccurrences(first)).isEqualTo(sequences(0, 10));
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldCostTheNeighboursOneLinkAndNoMore() {
        place(first, 100);
        place(second, 100);
        ready(first, second);
        kafka.onArrival = report ->
                report.partition().equals(first.id()) && report.sequence() == 50 ? SendFailure.refused("no") : null;

        run(200);
        pass(60_000);
        place(second, 100);
        ready(second);
        run(200);

        assertThat(kafka.opened()).isEqualTo(2);
        assertThat(firstOccurrences(first)).isEqualTo(sequences(0, 50));
        assertThat(firstOccurrences(second)).isEqualTo(sequences(0, 200));
    }

    @Test
    void shouldSendNothingBehindAProbe() {
        place(first, 10);
        ready(first);
        kafka.onArrival = report -> SendFailure.refused("not authorised");
        run(1);
        pass(50);

        lab.turn();

        assertThat(kafka.link().onItsWay()).isEqualTo(1);
    }

    @Test
    void shouldParkThePoisonOfABatchAloneWhileItsNeighboursArriveInOrder() {
        place(first, 10);
        place(second, 10);
        ready(first, second);
        // as a broker does: the whole batch fails with the one
        kafka.onArrival =
                report -> isPoison(report) || (report.partition().equals(first.id()) && !kafka.isAlone(report))
                        ? SendFailure.poison("too large")
                        : null;

        runUntil(3_000);

        assertThat(lab.parked).extracting(OutboundReport::sequence).containsExactly(4L);
        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L);
        assertThat(kafka.log(second.id())).isEqualTo(sequences(0, 10));
        assertThat(first.held()).isNull();
        assertThat(delivered).containsEntry(first.id(), 10L);
    }

    @Test
    void shouldSendNothingBehindAReportUntilItIsParked() {
        place(first, 10);
        ready(first);
        kafka.onArrival = report -> isPoison(report) ? SendFailure.poison("too large") : null;
        lab.parking = ParkingLog.Outcome.PENDING;

        runUntil(3_000);
        assertThat(lab.parked).hasSize(1);
        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L, 3L);
        lab.parking = ParkingLog.Outcome.PARKED;
        runUntil(4_000);

        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L);
        assertThat(delivered).containsEntry(first.id(), 10L);
    }

    @Test
    void shouldSayThatParkingWaitsForTheJournal() {
        place(first, 5);
        ready(first);
        kafka.onArrival = report -> isPoison(report) ? SendFailure.poison("too large.") : null;
        lab.parking = ParkingLog.Outcome.PENDING;

        runUntil(3_000);
        assertThat(first.held()).contains("too large.", "waits for the journal");
        lab.parking = ParkingLog.Outcome.PARKED;
        runUntil(4_000);

        assertThat(first.held()).isNull();
    }

    @Test
    void shouldRecordThatTheQueueIsPastAParkedReportThatWasTheLast() {
        place(first, 5);
        ready(first);
        kafka.onArrival = report -> isPoison(report) ? SendFailure.poison("too large") : null;

        runUntil(3_000);

        assertThat(delivered).containsEntry(first.id(), 5L);
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldHoldThePartitionWhoseReportCantBeParked() {
        place(first, 10);
        ready(first);
        kafka.onArrival = report -> isPoison(report) ? SendFailure.poison("too large.") : null;
        lab.full = "10000 reports are parked.";

        runUntil(3_000);
        assertThat(first.held()).contains("too large", "10000 reports are parked");
        lab.full = null;
        lab.parking = ParkingLog.Outcome.NOT_PARKED;
        runUntil(20_000);
        assertThat(first.held()).contains("The journal can't park it now");
        kafka.onArrival = report -> null;
        runUntil(60_000);

        assertThat(kafka.log(first.id())).isEqualTo(sequences(0, 10));
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldHandOverAPartitionWhoseReportIsBeingParked() {
        place(first, 10);
        ready(first);
        kafka.onArrival = report -> isPoison(report) ? SendFailure.poison("too large") : null;
        lab.parking = ParkingLog.Outcome.PENDING;
        runUntil(1_000);

        lab.leader = 2;
        runUntil(2_000);
        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L, 3L);
        lab.parking = ParkingLog.Outcome.PARKED;
        runUntil(3_000);

        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L);
        assertThat(lab.parked).hasSize(1);
    }

    @Test
    void shouldParkWhatTheClientItselfNeverTakes() {
        place(first, 10);
        ready(first);
        kafka.onSend = report -> isPoison(report) ? SendFailure.poison("larger than max.request.size") : null;

        runUntil(3_000);

        assertThat(lab.parked).extracting(OutboundReport::sequence).containsExactly(4L);
        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void shouldProbeWithGrowingAndBoundedPauses() {
        place(first, 1);
        ready(first);
        List<Long> probes = new ArrayList<>();
        kafka.onArrival = report -> {
            probes.add(lab.nowMs);
            return SendFailure.refused("not authorised");
        };

        while (lab.nowMs < 600_000) {
            long restMs = lab.turn();
            kafka.arrive();
            lab.nowMs += restMs == Turn.UNTIL_RUNG ? 1 : Math.min(restMs, 100);
        }

        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < probes.size(); i++) {
            pauses.add(probes.get(i) - probes.get(i - 1));
        }
        assertThat(pauses).hasSizeBetween(20, 60).allMatch(pause -> pause <= 30_200);
        assertThat(pauses.subList(10, pauses.size())).allMatch(pause -> pause >= 14_900);
        assertThat(kafka.opened()).isEqualTo(2);
    }

    @Test
    void shouldSetApartAPartitionWhoseReportTheClientItselfRefuses() {
        place(first, 10);
        place(second, 10);
        ready(first, second);
        kafka.onSend = report -> report.partition().equals(first.id()) && report.sequence() == 3
                ? SendFailure.refused("larger than max.request.size")
                : null;

        run(20);

        assertThat(kafka.log(first.id())).containsExactly(0L, 1L, 2L);
        assertThat(kafka.log(second.id())).isEqualTo(sequences(0, 10));
        assertThat(first.held()).contains("max.request.size");
        assertThat(kafka.opened()).isEqualTo(1);
    }

    @Test
    void shouldAskAgainSoonWhenThePartitionsLeaderIsNotKnownYet() {
        place(first, 10);
        ready(first);
        kafka.onSend = report -> lab.nowMs < 40 ? SendFailure.notYet("no leader known") : null;

        runUntil(100);

        assertThat(kafka.log(first.id())).isEqualTo(sequences(0, 10));
        assertThat(first.held()).isNull();
        assertThat(kafka.opened()).isEqualTo(1);
    }

    @Test
    void shouldSaySoWhenTheLeaderStaysUnknown() {
        place(first, 10);
        ready(first);
        kafka.onSend = report -> SendFailure.notYet("no leader known");

        runUntil(3_000);

        assertThat(first.held()).isEqualTo("no leader known");
    }

    @Test
    void shouldHoldAPartitionThatTheClusterDoesNotHaveWhileOthersGoOn() {
        place(first, 10);
        place(second, 10);
        lab.obstacles.put(second.id(), "Topic has 1 partition");
        ready(first, second);

        runUntil(1_000);

        assertThat(kafka.log(first.id())).isEqualTo(sequences(0, 10));
        assertThat(kafka.log(second.id())).isEmpty();
        assertThat(second.held()).isEqualTo("Topic has 1 partition");
        assertThat(kafka.opened()).isEqualTo(1);
    }

    @Test
    void shouldSendWhenTheObstacleIsGone() {
        place(first, 10);
        lab.obstacles.put(first.id(), "Topic is gone");
        ready(first);
        runUntil(1_000);

        lab.obstacles.clear();
        runUntil(3_000);

        assertThat(kafka.log(first.id())).isEqualTo(sequences(0, 10));
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldTakeBackFromTheClientWhatWaitsForAVanishedTopic() {
        place(first, 10);
        ready(first);
        lab.turn();

        lab.obstacles.put(first.id(), "Topic is gone");
        pass(1_000);

        assertThat(kafka.link().abandoned()).isTrue();
        runUntil(2_500);
        assertThat(first.held()).isEqualTo("Topic is gone");
        assertThat(kafka.link().onItsWay()).isZero();
    }

    @Test
    void shouldSaySoWhenKafkaAcknowledgesNothingForLong() {
        place(first, 10);
        ready(first);
        lab.turn();

        for (int i = 0; i < 12; i++) {
            pass(1_000);
        }

        assertThat(first.held()).contains("acknowledged nothing for 1", "10 reports");
        kafka.arrive();
        lab.turn();
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldNeverBookMoreThanTheClientHas() {
        List<PartitionBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            PartitionBuffer buffer = Buffers.of("many", i);
            for (int n = 0; n < 20; n++) {
                place(buffer, "x".repeat(DispatchLab.MAX_REPORT - 200));
            }
            buffers.add(buffer);
        }
        ready(buffers.toArray(PartitionBuffer[]::new));

        long most = 0;
        for (int i = 0; i < 5_000; i++) {
            lab.turn();
            most = Math.max(most, kafka.link().bytesOnTheirWay());
            kafka.link().arrive(7);
        }

        assertThat(most).isBetween(DispatchLab.MEMORY.bytes() / 4, DispatchLab.MEMORY.bytes());
        assertThat(buffers).allMatch(buffer -> kafka.log(buffer.id()).size() == 20);
    }

    @Test
    void shouldVisitPartitionsInTurn() {
        place(first, 10_000);
        place(second, 10);
        ready(first, second);

        lab.turn();

        assertThat(second.ready()).isFalse();
        assertThat(first.ready()).isTrue();
    }

    @Test
    void shouldSurviveATurnThatThrows() {
        place(first, 10);
        ready(first);
        onDelivered = new IllegalStateException("the journal has failed");
        run(1);
        pass(10);
        assertThat(lab.trouble()).contains("the journal has failed");

        onDelivered = null;
        place(first, 10);
        ready(first);
        runUntil(1_000);

        assertThat(firstOccurrences(first)).isEqualTo(sequences(0, 20));
        assertThat(delivered).containsEntry(first.id(), 20L);
        assertThat(lab.trouble()).isNull();
    }

    @Test
    void shouldOpenLinksWithGrowingPausesWhileNoneCanBeMade() {
        kafka.onOpen = new IllegalArgumentException("no such host");
        place(first, 1);
        ready(first);
        runUntil(60_000);
        assertThat(kafka.attempts()).isBetween(8, 25);
        assertThat(lab.trouble()).contains("no such host");

        kafka.onOpen = null;
        runUntil(75_000);

        assertThat(kafka.log(first.id())).containsExactly(0L);
        assertThat(lab.trouble()).isNull();
    }

    @Test
    void shouldTakeALinkThatCannotBeMadeForAnOutage() {
        kafka.unopened = "No broker's name resolves.";
        place(first, 1);
        ready(first);
        runUntil(60_000);
        assertThat(kafka.attempts()).isBetween(8, 25);
        assertThat(lab.trouble()).isEqualTo("No broker's name resolves.");

        kafka.unopened = null;
        runUntil(75_000);

        assertThat(kafka.log(first.id())).containsExactly(0L);
        assertThat(lab.trouble()).isNull();
    }

    @Test
    void shouldWaitForWhatIsInFlightWhenStopped() {
        place(first, 10_000);
        ready(first);
        lab.turn();
        int sent = kafka.link().onItsWay();

        lab.assignment().stop(lab.nowMs + 1_000);
        assertThat(lab.turn()).isPositive();
        kafka.arrive();

        assertThat(lab.turn()).isEqualTo(Turn.DONE);
        assertThat(delivered).containsEntry(first.id(), (long) sent);
        assertThat(kafka.link().abandoned()).isTrue();
    }

    @Test
    void shouldStopInTimeWhenKafkaDoesNotAnswer() {
        place(first, 10);
        ready(first);
        lab.turn();

        lab.assignment().stop(lab.nowMs + 1_000);
        lab.turn();
        lab.nowMs += 1_000;

        assertThat(lab.turn()).isEqualTo(Turn.DONE);
        assertThat(kafka.link().abandoned()).isTrue();
        assertThat(delivered).isEmpty();
    }

    @Test
    void shouldRestWhileItStopsAndWaitsForWhatIsOnItsWay() {
        place(first, 10);
        ready(first);
        lab.turn();
        lab.assignment().stop(lab.nowMs + 5_000);
        lab.turn();

        lab.nowMs += 1_500;

        assertThat(lab.turn()).isPositive();
    }

    @Test
    void shouldRestWhileItStopsAlthoughTheTimeOfAPartitionThatRestsHasCome() {
        kafka.onSend = report -> report.partition().equals(second.id()) ? SendFailure.notYet("not yet") : null;
        place(first, 10);
        place(second, 10);
        ready(first, second);
        lab.turn();
        lab.assignment().stop(lab.nowMs + 5_000);
        lab.turn();

        lab.nowMs += 500;

        assertThat(kafka.link().onItsWay()).isEqualTo(10);
        assertThat(lab.turn()).isPositive();
    }

    @Test
    void shouldDeliverAllInOrderThroughRandomTrouble() {
        for (long seed = 0; seed < 300; seed++) {
            new RandomTrouble(seed).run();
        }
    }

    private void delivered(Map<PartitionId, Long> positions) {
        if (onDelivered != null) {
            throw onDelivered;
        }
        recordings++;
        delivered.putAll(positions);
        for (PartitionBuffer buffer : List.of(first, second)) {
            Long next = positions.get(buffer.id());
            if (next != null) {
                Buffers.release(buffer, next);
            }
        }
    }

    private boolean isPoison(OutboundReport report) {
        return report.partition().equals(first.id()) && report.sequence() == 4;
    }

    private void ready(PartitionBuffer... buffers) {
        lab.ready(buffers);
    }

    /** Turns, each followed by the arrival of what was sent, with time enough for new links and first probes. */
    private void run(int turns) {
        lab.turn();
        for (int i = 0; i < turns; i++) {
            kafka.arrive();
            lab.nowMs += 100;
            lab.turn();
        }
    }

    private void runUntil(long untilMs) {
        while (lab.nowMs < untilMs) {
            lab.turn();
            kafka.arrive();
            lab.nowMs++;
        }
        lab.turn();
    }

    private void pass(long ms) {
        lab.nowMs += ms;
        lab.turn();
    }

    private List<Long> firstOccurrences(PartitionBuffer buffer) {
        return kafka.log(buffer.id()).stream().distinct().toList();
    }

    private static List<Long> sequences(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** Links break, partitions refuse and relent, leaders are unknown, journals fail: at the end all is there, in order. */
    private static final class RandomTrouble {

        private final long seed;
        private final Random random;
        private final FakeKafka kafka = new FakeKafka();
        private final List<PartitionBuffer> buffers = new ArrayList<>();
        private final DispatchLab lab;
        private boolean healed;

        RandomTrouble(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (int i = 0; i < 4; i++) {
                buffers.add(Buffers.of("random", i));
            }
            kafka.onArrival = report -> trouble(report, SendFailure.Kind.REFUSED);
            kafka.onSend = report -> trouble(report, SendFailure.Kind.NOT_YET);
            lab = new DispatchLab(kafka, this::delivered, seed);
        }

        void run() {
            place(buffers.get(0), 1);
            lab.ready(buffers.get(0));
            lab.turn();
            for (int i = 0; i < 400; i++) {
                act();
                lab.nowMs += random.nextInt(200);
                lab.turn();
            }
            healed = true;
            lab.mute.clear();
            lab.leaders.clear();
            for (int i = 0; i < 3_000; i++) {
                lab.turn();
                kafka.arrive();
                lab.nowMs += 50;
            }
            for (PartitionBuffer buffer : buffers) {
                assertThat(kafka.log(buffer.id()).stream().distinct().toList())
                        .as("log of %s, seed %d", buffer.id(), seed)
                        .isEqualTo(sequences(0, buffer.nextSequence()));
                assertThat(buffer.size())
                        .as("left in %s, seed %d", buffer, seed)
                        .isZero();
                assertThat(buffer.held())
                        .as("hold of %s, seed %d", buffer, seed)
                        .isNull();
            }
        }

        private void act() {
            PartitionBuffer buffer = buffers.get(random.nextInt(buffers.size()));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    place(buffer, 1 + random.nextInt(20));
                    lab.ready(buffer);
                }
                case 3, 4, 5 -> anyLink().arrive(random.nextInt(30));
                case 6 -> anyLink().arriveUnheard(random.nextInt(10));
                case 7 -> {
                    if (random.nextInt(4) == 0) {
                        anyLink().arriveUnheard(random.nextInt(20));
                        anyLink().breakDown();
                    }
                }
                case 8 -> lab.leaders.put(buffer.id(), random.nextInt(4) - 1);
                default -> {
                    if (!lab.mute.remove(2) && random.nextBoolean()) {
                        lab.mute.add(2);
                    }
                }
            }
        }

        private FakeKafka.Link anyLink() {
            return kafka.links().get(random.nextInt(kafka.links().size()));
        }

        private @Nullable SendFailure trouble(OutboundReport report, SendFailure.Kind kind) {
            return !healed && random.nextInt(60) == 0 ? new SendFailure(kind, "random " + report) : null;
        }

        private void delivered(Map<PartitionId, Long> positions) {
            if (!healed && random.nextInt(30) == 0) {
                throw new IllegalStateException("random");
            }
            buffers.forEach(
                    buffer -> Buffers.release(buffer, positions.getOrDefault(buffer.id(), buffer.deliveredSequence())));
        }
    }
}
