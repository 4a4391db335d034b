package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.simulation.SimulatedLives;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Dispatchers with transactions: whatever breaks, and wherever partitions are mapped to, readers of committed records see each report
 * once, in order.
 */
class ExactlyOnceTest {

    @Test
    void shouldDeliverAllOnceAndInOrderThroughRandomTrouble() {
        SimulatedLives.test(seed -> new RandomTrouble(seed).run(), "dispatch", "ExactlyOnceTest");
    }

    /** Links break, commits end unknown, partitions refuse and relent, leaders move, journals fail, the server starts anew. */
    private static final class RandomTrouble {

        /**
         * No more is added to what waits. A backlog that failed together is probed report by report, and working off hundreds, in the
         * end, took most of the time of all lives; some lives have them all the same.
         */
        private static final int BACKLOG = 40;

        private static final int ANY_BACKLOG_EVERY = 8;

        private static final SendFailure POISON = SendFailure.poison("poison");

        private final long seed;
        private final Random random;
        /** Of its own, so that lives in which nothing is lost stay what they were. */
        private final Random cluster;

        private final FakeTransactions kafka;
        private final List<PartitionBuffer> buffers = new ArrayList<>();
        private final List<Map.Entry<PartitionId, Long>> noted = new ArrayList<>();
        private final ExactlyOnceLab lab;
        private boolean healed;
        private long leadersKnownAtMs;

        RandomTrouble(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.cluster = new Random(~seed);
            this.kafka = new FakeTransactions(random);
            for (int i = 0; i < 4; i++) {
                buffers.add(Buffers.of("random", i));
            }
            kafka.onArrival = report -> poison(report, 0) ? POISON : trouble(report, SendFailure.Kind.REFUSED);
            kafka.mayMissEnds = true;
            kafka.onSend = report -> poison(report, 1) ? POISON : trouble(report, SendFailure.Kind.NOT_YET);
            this.lab = new ExactlyOnceLab(kafka, MissingMarker.RESEND, this::delivered, seed);
            lab.noting = () -> !healed && random.nextInt(10) == 0
                    ? TransactionalIdLog.Outcome.REFUSED
                    : TransactionalIdLog.Outcome.NOTED;
            opened();
        }

        /** As after a crash: all that was not noted as delivered is sent again, but for what Kafka says it has. */
        private void open() {
            noted.clear();
            buffers.replaceAll(Buffers::anew);
            lab.open(buffers);
            opened();
        }

        private void opened() {
            lab.dispatch.leader = ClusterView.NO_LEADER;
            leadersKnownAtMs = lab.nowMs() + random.nextInt(2_000);
            buffers.forEach(lab.dispatch::ready);
        }

        void run() {
            for (int i = 0; i < 500; i++) {
                act();
                turn(random.nextInt(100));
            }
            healed = true;
            kafka.mayMissEnds = false;
            kafka.away = false;
            kafka.gone.clear();
            buffers.forEach(buffer -> kafka.recover(buffer.id()));
            lab.dispatch.parking = ParkingLog.Outcome.PARKED;
            lab.dispatch.mute.clear();
            lab.dispatch.leaders.clear();
            int quiet = 0; // what would come twice has time to
            for (int i = 0; i < 16_000 && quiet < 100; i++) {
                if (i % 500 == 0) {
                    kafka.timeOut(); // what a correction left open
                }
                turn(20);
                kafka.arrive();
                quiet = buffers.stream().allMatch(buffer -> buffer.size() == 0 && buffer.held() == null)
                        ? quiet + 1
                        : 0;
            }
            kafka.timeOut();
            for (PartitionBuffer buffer : buffers) {
                List<List<Long>> readable = kafka.readableOf(buffer.id());
                assertThat(readable)
                        .as("order of %s, seed %d", buffer.id(), seed)
                        .allSatisfy(log -> assertThat(log).isSorted());
                List<Long> once =
                        readable.stream().flatMap(List::stream).sorted().toList();
                Set<Long> lost = kafka.lostOf(buffer.id());
                lost.removeAll(Set.copyOf(once)); // what was to be sent again anyhow
                assertThat(difference(
                                Stream.concat(once.stream(), lost.stream())
                                        .sorted()
                                        .toList(),
                                LongStream.range(0, buffer.nextSequence())
                                        .filter(sequence -> sequence % 40 > 1)
                                        .boxed()
                                        .toList()))
                        .as(
                                "readable of %s, seed %d; %s, held: %s, positions: %s",
                                buffer.id(), seed, buffer, buffer.held(), lab.positions.obstacle(buffer))
                        .isNull();
                assertThat(buffer.size())
                        .as("left in %s, seed %d", buffer, seed)
                        .isZero();
                assertThat(buffer.held())
                        .as("hold of %s, seed %d", buffer, seed)
                        .isNull();
            }
        }

        private static @Nullable String difference(List<Long> is, List<Long> wanted) {
            for (int at = 0; at < Math.max(is.size(), wanted.size()); at++) {
                List<Long> here = is.subList(Math.min(at, is.size()), Math.min(at + 5, is.size()));
                List<Long> there = wanted.subList(Math.min(at, wanted.size()), Math.min(at + 5, wanted.size()));
                if (here.isEmpty() || there.isEmpty() || !here.get(0).equals(there.get(0))) {
                    return "at " + at + ": " + here + " of " + is.size() + " instead of " + there + " of "
                            + wanted.size();
                }
            }
            return null;
        }

        private void turn(long ms) {
            if (random.nextInt(3) == 0) {
                apply();
            }
            if (lab.nowMs() + ms >= leadersKnownAtMs) {
                lab.dispatch.leader = 1;
            }
            lab.turn(ms);
            try {
                long unused = lab.positions.turn();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("random"); // its thread goes on with the next turn
            }
        }

        private void act() {
            if (seed % 2 == 1 && cluster.nextInt(150) == 0) {
                PartitionId one = buffers.get(cluster.nextInt(buffers.size())).id();
                if (!kafka.gone.remove(one)) {
                    kafka.lose(one);
                }
            }
            if (cluster.nextInt(100) == 0) {
                kafka.coordinators = new Coordinators(
                        Map.of(0, cluster.nextInt(3), 1, cluster.nextInt(3), 2, cluster.nextInt(3)), 3);
            }
            PartitionBuffer buffer = buffers.get(random.nextInt(buffers.size()));
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> {
                    int more = 1 + random.nextInt(20);
                    if (buffer.size() < BACKLOG || seed / 2 % ANY_BACKLOG_EVERY == 0) { // of both kinds of seeds
                        place(buffer, more);
                    }
                    lab.dispatch.ready(buffer);
                }
                case 3, 4 -> anyLink(link -> link.arrive(random.nextInt(30)));
                case 5, 6 -> anyLink(FakeTransactions.Link::serve);
                case 7 -> anyLink(FakeTransactions.Link::serveUnheard);
                case 8 -> {
                    if (random.nextInt(4) == 0) {
                        anyLink(FakeTransactions.Link::breakDown);
                    }
                }
                case 9 -> lab.dispatch.leaders.put(buffer.id(), random.nextInt(4) - 1);
                case 10 -> {
                    if (!lab.dispatch.mute.remove(2) && random.nextBoolean()) {
                        lab.dispatch.mute.add(2);
                    }
                    kafka.away = random.nextInt(4) == 0;
                    lab.dispatch.parking = random.nextBoolean()
                            ? ParkingLog.Outcome.PARKED
                            : random.nextBoolean() ? ParkingLog.Outcome.PENDING : ParkingLog.Outcome.NOT_PARKED;
                }
                case 11 -> {
                    if (random.nextInt(3) == 0) {
                        kafka.fallSick(buffer.id());
                    } else {
                        buffers.forEach(one -> kafka.recover(one.id()));
                    }
                }
                case 12 -> {
                    if (random.nextInt(4) == 0) {
                        map(
                                buffer.id(),
                                buffers.get(random.nextInt(buffers.size())).id());
                    }
                }
                default -> {
                    if (random.nextInt(8) == 0) {
                        open();
                    } else if (random.nextInt(8) == 0) {
                        kafka.timeOut();
                    }
                }
            }
        }

        /** As an operator may: in one step. */
        private void map(PartitionId from, PartitionId to) {
            boolean chain = !lab.destinations.of(to).equals(to)
                    || lab.destinations.inForce().containsValue(from);
            if (from.equals(to) || !chain) {
                Buffers.map(lab.destinations, from, to);
            }
        }

        private void anyLink(Consumer<FakeTransactions.Link> action) {
            if (!kafka.links().isEmpty()) {
                // Mostly one of the newest: the others are dead, and may stir.
                int newest = kafka.links().size() - 1;
                action.accept(kafka.links()
                        .get(Math.max(0, newest - random.nextInt(random.nextInt(5) == 0 ? newest + 1 : 3))));
            }
        }

        private static boolean poison(OutboundReport report, int found) {
            return report.sequence() % 40 == found;
        }

        private @Nullable SendFailure trouble(OutboundReport report, SendFailure.Kind kind) {
            return !healed && random.nextInt(100) == 0 ? new SendFailure(kind, "random " + report) : null;
        }

        private void delivered(Map<PartitionId, Long> positions) {
            if (!healed && random.nextInt(30) == 0) {
                throw new IllegalStateException("random");
            }
            noted.addAll(positions.entrySet());
        }

        /** The journal applies what was noted. */
        private void apply() {
            for (Map.Entry<PartitionId, Long> one : noted) {
                Buffers.release(buffers.get(one.getKey().number()), one.getValue());
            }
            noted.clear();
        }
    }
}
