package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
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

    private static final int BATCH = 16 * 1024;
    private static final int MAX_REPORT = 16 * 1024;
    private static final LinkMemory MEMORY = new LinkMemory(1024 * 1024, BATCH, MAX_REPORT);

    private final FakeKafka kafka = new FakeKafka();
    private final Map<PartitionId, Long> delivered = new HashMap<>();
    private final Map<PartitionId, String> obstacles = new HashMap<>();
    private final PartitionBuffer first = Buffers.of("payments", 0);
    private final PartitionBuffer second = Buffers.of("payments", 1);

    private long nowMs;
    private int recordings;
    private @Nullable RuntimeException onDelivered;

    private final Dispatcher dispatcher = new Dispatcher(
            kafka, MEMORY, new Listed(obstacles), this::delivered, () -> nowMs, new Random(1), new Bell());

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
        dispatcher.turn();

        kafka.link().arrive(4);
        run(0);
        pass(10);

        assertThat(delivered).containsExactly(Map.entry(first.id(), 4L));
    }

    @Test
    void shouldRecordAtMostOnceInTenMilliseconds() {
        place(first, 100);
        ready(first);
        dispatcher.turn();

        for (int i = 0; i < 100; i++) {
            nowMs++;
            kafka.link().arrive(1);
            dispatcher.turn();
        }

        assertThat(recordings).isBetween(9, 11);
    }

    @Test
    void shouldRestUntilRungWhenNothingWaits() {
        dispatcher.turn();

        assertThat(dispatcher.turn()).isEqualTo(Turn.UNTIL_RUNG);
    }

    @Test
    void shouldTakeUpWhatBecomesReadyWhileItIsInFlightAlready() {
        place(first, 1);
        ready(first);
        dispatcher.turn();
        place(first, 1);
        ready(first);

        run(2);

        assertThat(kafka.log(first.id())).containsExactly(0L, 1L);
    }

    @Test
    void shouldRepeatWhatWasNotAcknowledgedWhenTheLinkBreaks() {
        place(first, 10);
        ready(first);
        dispatcher.turn();
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

        dispatcher.turn();

        assertThat(kafka.link().onItsWay()).isEqualTo(1);
    }

    @Test
    void shouldProbeWithGrowingAndBoundedPauses() {
        place(first, 1);
        ready(first);
        List<Long> probes = new ArrayList<>();
        kafka.onArrival = report -> {
            probes.add(nowMs);
            return SendFailure.refused("not authorised");
        };

        while (nowMs < 600_000) {
            long restMs = dispatcher.turn();
            kafka.arrive();
            nowMs += restMs == Turn.UNTIL_RUNG ? 1 : Math.min(restMs, 100);
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
        kafka.onSend = report -> nowMs < 40 ? SendFailure.notYet("no leader known") : null;

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
        obstacles.put(second.id(), "Topic has 1 partition");
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
        obstacles.put(first.id(), "Topic is gone");
        ready(first);
        runUntil(1_000);

        obstacles.clear();
        runUntil(3_000);

        assertThat(kafka.log(first.id())).isEqualTo(sequences(0, 10));
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldTakeBackFromTheClientWhatWaitsForAVanishedTopic() {
        place(first, 10);
        ready(first);
        dispatcher.turn();

        obstacles.put(first.id(), "Topic is gone");
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
        dispatcher.turn();

        for (int i = 0; i < 12; i++) {
            pass(1_000);
        }

        assertThat(first.held()).contains("acknowledged nothing for 1", "10 reports");
        kafka.arrive();
        dispatcher.turn();
        assertThat(first.held()).isNull();
    }

    @Test
    void shouldNeverBookMoreThanTheClientHas() {
        List<PartitionBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            PartitionBuffer buffer = Buffers.of("many", i);
            for (int n = 0; n < 20; n++) {
                place(buffer, "x".repeat(MAX_REPORT - 200));
            }
            buffers.add(buffer);
        }
        ready(buffers.toArray(PartitionBuffer[]::new));

        long most = 0;
        for (int i = 0; i < 5_000; i++) {
            dispatcher.turn();
            most = Math.max(most, kafka.link().bytesOnTheirWay());
            kafka.link().arrive(7);
        }

        assertThat(most).isBetween(MEMORY.bytes() / 4, MEMORY.bytes());
        assertThat(buffers).allMatch(buffer -> kafka.log(buffer.id()).size() == 20);
    }

    @Test
    void shouldVisitPartitionsInTurn() {
        place(first, 10_000);
        place(second, 10);
        ready(first, second);

        dispatcher.turn();

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
        assertThat(dispatcher.trouble()).contains("the journal has failed");

        onDelivered = null;
        place(first, 10);
        ready(first);
        runUntil(1_000);

        assertThat(firstOccurrences(first)).isEqualTo(sequences(0, 20));
        assertThat(delivered).containsEntry(first.id(), 20L);
        assertThat(dispatcher.trouble()).isNull();
    }

    @Test
    void shouldOpenLinksWithGrowingPausesWhileNoneCanBeMade() {
        kafka.onOpen = new IllegalArgumentException("no such host");
        int turns = 0;
        while (nowMs < 60_000) {
            nowMs += Math.max(1, dispatcher.turn());
            turns++;
        }
        assertThat(turns).isLessThan(25);
        assertThat(dispatcher.trouble()).contains("no such host");

        kafka.onOpen = null;
        place(first, 1);
        ready(first);
        runUntil(75_000);

        assertThat(kafka.log(first.id())).containsExactly(0L);
        assertThat(dispatcher.trouble()).isNull();
    }

    @Test
    void shouldTakeALinkThatCannotBeMadeForAnOutage() {
        kafka.unopened = "No broker's name resolves.";
        int turns = 0;
        while (nowMs < 60_000) {
            nowMs += Math.max(1, dispatcher.turn());
            turns++;
        }
        assertThat(turns).isLessThan(25);
        assertThat(dispatcher.trouble()).isEqualTo("No broker's name resolves.");

        kafka.unopened = null;
        place(first, 1);
        ready(first);
        runUntil(75_000);

        assertThat(kafka.log(first.id())).containsExactly(0L);
        assertThat(dispatcher.trouble()).isNull();
    }

    @Test
    void shouldWaitForWhatIsInFlightWhenStopped() {
        place(first, 10_000);
        ready(first);
        dispatcher.turn();
        int sent = kafka.link().onItsWay();

        dispatcher.stop(nowMs + 1_000);
        assertThat(dispatcher.turn()).isPositive();
        kafka.arrive();

        assertThat(dispatcher.turn()).isEqualTo(Turn.DONE);
        assertThat(delivered).containsEntry(first.id(), (long) sent);
        assertThat(kafka.link().abandoned()).isTrue();
    }

    @Test
    void shouldStopInTimeWhenKafkaDoesNotAnswer() {
        place(first, 10);
        ready(first);
        dispatcher.turn();

        dispatcher.stop(nowMs + 1_000);
        dispatcher.turn();
        nowMs += 1_000;

        assertThat(dispatcher.turn()).isEqualTo(Turn.DONE);
        assertThat(kafka.link().abandoned()).isTrue();
        assertThat(delivered).isEmpty();
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

    private void ready(PartitionBuffer... buffers) {
        for (PartitionBuffer buffer : buffers) {
            dispatcher.ready(buffer);
        }
    }

    /** Turns, each followed by the arrival of what was sent, with time enough for new links and first probes. */
    private void run(int turns) {
        dispatcher.turn();
        for (int i = 0; i < turns; i++) {
            kafka.arrive();
            nowMs += 100;
            dispatcher.turn();
        }
    }

    private void runUntil(long untilMs) {
        while (nowMs < untilMs) {
            dispatcher.turn();
            kafka.arrive();
            nowMs++;
        }
        dispatcher.turn();
    }

    private void pass(long ms) {
        nowMs += ms;
        dispatcher.turn();
    }

    private List<Long> firstOccurrences(PartitionBuffer buffer) {
        return kafka.log(buffer.id()).stream().distinct().toList();
    }

    private static List<Long> sequences(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private record Listed(Map<PartitionId, String> byPartition) implements Obstacles {

        @Override
        public @Nullable String against(PartitionId partition) {
            return byPartition.get(partition);
        }

        @Override
        public void recheck(PartitionId partition) {}
    }

    /** Links break, partitions refuse and relent, leaders are unknown, journals fail: at the end all is there, in order. */
    private static final class RandomTrouble {

        private final long seed;
        private final Random random;
        private final FakeKafka kafka = new FakeKafka();
        private final List<PartitionBuffer> buffers = new ArrayList<>();
        private final Dispatcher dispatcher;
        private long nowMs;
        private boolean healed;

        RandomTrouble(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (int i = 0; i < 4; i++) {
                buffers.add(Buffers.of("random", i));
            }
            kafka.onArrival = report -> trouble(report, SendFailure.Kind.REFUSED);
            kafka.onSend = report -> trouble(report, SendFailure.Kind.NOT_YET);
            dispatcher = new Dispatcher(
                    kafka, MEMORY, new Listed(Map.of()), this::delivered, () -> nowMs, new Random(seed), new Bell());
        }

        void run() {
            dispatcher.turn();
            for (int i = 0; i < 400; i++) {
                act();
                nowMs += random.nextInt(200);
                dispatcher.turn();
            }
            healed = true;
            for (int i = 0; i < 3_000; i++) {
                dispatcher.turn();
                kafka.arrive();
                nowMs += 50;
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
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    place(buffer, 1 + random.nextInt(20));
                    dispatcher.ready(buffer);
                }
                case 3, 4, 5 -> kafka.link().arrive(random.nextInt(30));
                case 6 -> kafka.link().arriveUnheard(random.nextInt(10));
                default -> {
                    if (random.nextInt(4) == 0) {
                        kafka.link().arriveUnheard(random.nextInt(20));
                        kafka.link().breakDown();
                    }
                }
            }
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
