package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hangs where a mapped partition's reports went, one by one; {@link ExactlyOnceTest} has it all at once. */
class MappedPositionsTest {

    private static final long TURN_MS = 20;
    private static final int TURNS = 5_000;
    private static final PartitionId THERE = new PartitionId("payments", 0);
    private static final PartitionId LOST = new PartitionId("payments", 1);
    private static final PartitionId OTHER = new PartitionId("payments", 2);

    private final FakeTransactions kafka = new FakeTransactions(new Random(1));
    private final List<PartitionBuffer> buffers =
            new ArrayList<>(List.of(Buffers.of("payments", 0), Buffers.of("payments", 1), Buffers.of("payments", 2)));
    private final ExactlyOnceLab lab = new ExactlyOnceLab(kafka, MissingMarker.HOLD, this::delivered, 1);
    private boolean notes = true;
    private int looks;

    private PartitionBuffer buffer(PartitionId id) {
        return buffers.get(id.number());
    }

    private void delivered(Map<PartitionId, Long> noted) {
        if (notes) {
            noted.forEach((id, next) -> Buffers.release(buffer(id), next));
        }
    }

    private void pass() {
        if ((lab.nowMs() + TURN_MS) % 15_000 == 0) {
            kafka.timeOut(); // what ending or correcting has left open
        }
        lab.turn(TURN_MS);
        looks = 0;
        long unused = lab.positions.turn();
        kafka.arrive();
    }

    private void turnUntil(BooleanSupplier reached) {
        for (int i = 0; i < TURNS && !reached.getAsBoolean(); i++) {
            pass();
        }
        assertThat(reached.getAsBoolean()).isTrue();
    }

    private void place(PartitionId id) {
        Buffers.place(buffer(id), 1);
        lab.dispatch.ready(buffer(id));
    }

    private void deliver(PartitionId id) {
        place(id);
        turnUntil(() -> buffer(id).size() == 0);
    }

    private boolean isSettled(PartitionId id) {
        return buffer(id).acknowledgedSequence() == buffer(id).nextSequence();
    }

    private void map(PartitionId from, PartitionId to) {
        Buffers.map(lab.destinations, from, to);
    }

    private boolean hangs(PartitionId where) {
        try {
            return !kafka.hanging(
                            lab.used.stream()
                                    .map(number -> ExactlyOnceLab.IDS + number)
                                    .toList(),
                            List.of(where),
                            Duration.ZERO)
                    .hanging()
                    .isEmpty();
        } catch (UnansweredException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until a transaction of the partition has committed, and the one to which it goes has missed that; then the server crashes. */
    private void hang(PartitionId from) {
        kafka.mayMissEnds = true;
        turnUntil(() -> {
            if (isSettled(from)) {
                place(from);
            }
            return hangs(lab.destinations.of(from));
        });
        kafka.mayMissEnds = false;
        kafka.links().forEach(FakeTransactions.Link::breakDown);
        buffers.replaceAll(Buffers::anew);
        lab.open(buffers);
    }

    private List<Long> readable(PartitionId from) {
        return kafka.readableOf(from).stream().flatMap(List::stream).sorted().toList();
    }

    private List<Long> all(PartitionId from) {
        return LongStream.range(0, buffer(from).nextSequence()).boxed().toList();
    }

    private void lose() {
        kafka.gone.add(LOST);
        lab.dispatch.obstacles.put(LOST, "It is lost.");
        lab.dispatch.leaders.put(LOST, ClusterView.NO_LEADER);
    }

    @Test
    void shouldEndWhatHangsOfALostPartitionThatIsMappedNoMore() {
        map(LOST, THERE);
        hang(LOST);
        map(LOST, LOST);
        lose();
        lab.dispatch.ready(buffer(LOST));

        turnUntil(() -> !hangs(THERE));

        assertThat(buffer(LOST).size()).isPositive();
        assertThat(buffer(LOST).held()).isEqualTo("It is lost.");
    }

    @Test
    void shouldFindWhereAPartitionStandsWhenWhatItWasMappedToIsLostToo() {
        map(LOST, OTHER);
        deliver(LOST);
        hang(LOST);
        kafka.gone.add(OTHER);
        map(LOST, THERE);

        place(LOST);

        turnUntil(() -> buffer(LOST).size() == 0);
    }

    @Test
    void shouldEndWhatHangsWhereItLookedAlthoughThatIsOutOfSightMeanwhile() {
        map(LOST, THERE);
        hang(LOST);
        map(LOST, OTHER);
        lab.dispatch.gone = partition -> partition.equals(THERE) && looks++ > 0;

        place(LOST);

        turnUntil(() -> buffer(LOST).size() == 0);
        assertThat(hangs(THERE)).isFalse();
        assertThat(readable(LOST)).isEqualTo(all(LOST));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveAloneAMarkerWithoutAnOffsetWhenAnotherOnesReportsHang(boolean lostFirst) {
        map(LOST, THERE);
        notes = false; // so that only the marker knows
        kafka.tellsNoOffsets = true;
        place(THERE);
        turnUntil(() -> isSettled(THERE));
        kafka.tellsNoOffsets = false;
        hang(LOST);
        notes = true;

        for (PartitionId one : lostFirst ? List.of(LOST, THERE) : List.of(THERE, LOST)) {
            place(one);
            turnUntil(() -> buffer(one).size() == 0);
        }

        assertThat(readable(THERE)).isEqualTo(all(THERE));
        assertThat(readable(LOST)).isEqualTo(all(LOST));
    }

    @Test
    void shouldEndNothingAndSayWhyWhenItCanNotTellWhoseReportsHang() {
        kafka.tellsNoOffsets = true;
        deliver(THERE);
        map(LOST, THERE);
        hang(LOST);

        place(THERE);
        place(LOST);

        turnUntil(() -> String.valueOf(buffer(LOST).held()).contains("Kafka never said where they are"));
        assertThat(hangs(THERE)).isTrue();
        assertThat(buffer(LOST).held()).contains("may hold reports of payments-0", "kafka-transactions.sh");
    }

    @Test
    void shouldNameBothPartitionsWhenWhatWasCommittedIsNotFinal() {
        map(LOST, THERE);
        kafka.mayMissEnds = true;
        List<String> troubles = new ArrayList<>();

        turnUntil(() -> {
            if (buffer(LOST).size() == 0) {
                place(LOST);
            }
            troubles.add(String.valueOf(lab.dispatch.trouble()));
            return troubles.toString().contains("hangs");
        });

        assertThat(troubles.toString())
                .contains("A commit has not ended after", "at payments-1, which goes to payments-0.");
    }
}
