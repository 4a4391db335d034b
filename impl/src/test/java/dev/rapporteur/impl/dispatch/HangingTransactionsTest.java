package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.dispatch.Questions.Question;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.Destinations;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which markers are corrected before what hangs is ended. LOST is mapped to THERE; all that hangs does so at THERE. */
class HangingTransactionsTest {

    private static final String CLUSTER = "cluster";
    private static final long FIRST_OFFSET = 40;

    private final PartitionBuffer there = Buffers.of("payments", 0);
    private final PartitionBuffer lost = Buffers.of("payments", 1);
    private final Destinations destinations = new Destinations();
    private final Map<PartitionId, List<Marker>> markers = new HashMap<>();
    private final Map<PartitionId, String> unclear = new HashMap<>();
    private final Map<PartitionId, Marker> corrected = new HashMap<>();
    private final List<String> ended = new ArrayList<>();
    private final JournalPast past = new JournalPast(List.of(6L, 7L), 7, false, List.of(0), Set.of());
    private final Findings findings = new Findings(past, CLUSTER, MissingMarker.HOLD);
    private Questions questions = new Questions(Set.of("id-0"), Set.of());

    HangingTransactionsTest() {
        Buffers.map(destinations, lost.id(), there.id());
        questions.decided("id-0");
    }

    /** Where reports go, and nothing else. */
    private final class View implements ClusterView {

        @Override
        public List<PartitionId> othersAt(PartitionId destination) {
            return destinations.othersEverTo(destination);
        }

        @Override
        public @Nullable String against(PartitionId partition, PartitionId to) {
            return null;
        }

        @Override
        public int leader(PartitionId partition) {
            return NO_LEADER;
        }

        @Override
        public void recheck(PartitionId partition) {}
    }

    /** Of ends it takes note. */
    private final class Ends implements Finality {

        @Override
        public void ask(Collection<PartitionId> partitions, Runnable answered) {}

        @Override
        public Map<PartitionId, Long> takeStable() {
            return Map.of();
        }

        @Override
        public Set<PartitionId> ended(String transactionalId, Collection<PartitionId> partitions, Duration within) {
            return Set.of();
        }

        @Override
        public Look hanging(Collection<String> transactionalIds, Collection<PartitionId> partitions, Duration within) {
            return new Look(List.of(), Map.of(), Map.of());
        }

        @Override
        public void abort(Hanging hanging, Duration within) {
            ended.add(hanging.transactionalId());
        }
    }

    private static Marker marker(long from, long next, long firstOffset) {
        return new Marker(CLUSTER, 6, 0, from, next, 0, firstOffset);
    }

    private void mark(PartitionBuffer buffer, Marker marker) {
        markers.put(buffer.id(), List.of(marker));
    }

    private static Finality.Hanging hanging(String id) {
        return new Finality.Hanging(id, new PartitionId("payments", 0), 1, FIRST_OFFSET);
    }

    /** All that is not known yet is asked for; ends what hangs for one of them. */
    private long endFor(PartitionBuffer asked, long delivered, Finality.Hanging... hanging) throws UnansweredException {
        assertThat(questions.obstacle(there)).isNotNull();
        assertThat(questions.obstacle(lost)).isNotNull();
        Question question = questions.due(0).stream()
                .filter(one -> one.id().equals(asked.id()))
                .findAny()
                .orElseThrow();
        Markers read = new Markers(markers, Set.of(), unclear, 0);
        return new HangingTransactions(
                        new Ends(),
                        (id, partition, marker, to, within) -> corrected.put(partition, marker),
                        past,
                        new View(),
                        questions)
                .end(
                        question,
                        List.of(hanging),
                        findings,
                        findings.atStart(asked.id(), read, delivered),
                        read,
                        new Progress.Place(CLUSTER, new ProgressTopic.Leaders(Map.of(0, 1), 1, "topic")),
                        delivered);
    }

    /** The partitions were each in a transaction of this opening, of which nothing is known. */
    private void doubt(String ofThere, String ofLost) {
        questions = new Questions(Set.of(), Set.of());
        questions.doubt(new Session.Doubt(ofThere, List.of(there), Set.of()));
        questions.doubt(new Session.Doubt(ofLost, List.of(lost), Set.of()));
        questions.decided(ofThere);
        questions.decided(ofLost);
    }

    @Test
    void shouldCorrectTheMarkerThatCountsWhatHangs() throws UnansweredException {
        mark(there, marker(5, 8, FIRST_OFFSET));

        assertThat(endFor(there, 0, hanging("id-0"))).isEqualTo(5);

        assertThat(corrected).containsOnly(Map.entry(there.id(), new Marker(CLUSTER, 7, 0, 5)));
        assertThat(ended).containsExactly("id-0");
    }

    @Test
    void shouldCorrectNotBehindWhatIsDelivered() throws UnansweredException {
        mark(there, marker(5, 8, FIRST_OFFSET));

        assertThat(endFor(there, 7, hanging("id-0"))).isEqualTo(7);

        assertThat(corrected).containsOnly(Map.entry(there.id(), new Marker(CLUSTER, 7, 0, 7)));
    }

    @Test
    void shouldCorrectTheMarkerOfAnotherPartitionThatCountsWhatHangs() throws UnansweredException {
        mark(there, marker(5, 8, FIRST_OFFSET - 3));
        mark(lost, marker(2, 4, FIRST_OFFSET));

        assertThat(endFor(there, 0, hanging("id-0"))).isEqualTo(8);

        assertThat(corrected).containsOnly(Map.entry(lost.id(), new Marker(CLUSTER, 7, 0, 2)));
        assertThat(ended).containsExactly("id-0");
    }

    @Test
    void shouldCorrectNothingWhereNoMarkerCountsWhatHangs() throws UnansweredException {
        mark(there, marker(5, 8, FIRST_OFFSET - 3));

        assertThat(endFor(there, 0, hanging("id-0"))).isEqualTo(8);

        assertThat(corrected).isEmpty();
        assertThat(ended).containsExactly("id-0");
    }

    @Test
    void shouldLeaveAMarkerWithoutAnOffsetAloneForAnIdThatItsPartitionWasNeverIn() throws UnansweredException {
        doubt("id-1", "id-2");
        mark(there, marker(5, 8, Marker.NO_OFFSET));

        assertThat(endFor(there, 0, hanging("id-2"))).isEqualTo(8);

        assertThat(corrected).isEmpty();
        assertThat(ended).containsExactly("id-2");
    }

    @Test
    void shouldTakeAMarkerWithoutAnOffsetForWrongWhereNobodyElsesReportsCanHang() throws UnansweredException {
        doubt("id-1", "id-2");
        mark(there, marker(5, 8, Marker.NO_OFFSET));

        assertThat(endFor(there, 0, hanging("id-1"))).isEqualTo(5);

        assertThat(corrected).containsOnlyKeys(there.id());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndNothingWhereAMarkerWithoutAnOffsetMayBeOfWhatHangs(boolean thereFirst) {
        mark(there, marker(5, 8, Marker.NO_OFFSET));
        mark(lost, marker(2, 4, FIRST_OFFSET - 3));

        assertThatThrownBy(() -> endFor(thereFirst ? there : lost, 0, hanging("id-0")))
                .isInstanceOf(UnansweredException.class)
                .hasMessageContainingAll("may hold reports of payments-0,", "kafka-transactions.sh abort");

        assertThat(corrected).isEmpty();
        assertThat(ended).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveAMarkerWithoutAnOffsetAloneWhereAnotherOneNamesIt(boolean thereFirst) throws UnansweredException {
        mark(there, marker(5, 8, Marker.NO_OFFSET));
        mark(lost, marker(2, 4, FIRST_OFFSET));

        assertThat(endFor(thereFirst ? there : lost, 0, hanging("id-0"))).isEqualTo(thereFirst ? 8 : 2);

        assertThat(corrected).containsOnlyKeys(lost.id());
        assertThat(ended).containsExactly("id-0");
    }

    @Test
    void shouldEndNothingBeforeItIsKnownWhereOthersStand() {
        unclear.put(lost.id(), "Its marker is not understood.");

        assertThatThrownBy(() -> endFor(there, 0, hanging("id-0")))
                .isInstanceOf(UnansweredException.class)
                .hasMessageContainingAll("where payments-1 stands", "not understood");

        assertThat(ended).isEmpty();
    }

    @Test
    void shouldEndNothingBeforeItKnowsWhatEachOfThemHolds() {
        doubt("id-1", "id-2");
        mark(there, marker(5, 8, FIRST_OFFSET));
        unclear.put(lost.id(), "Its marker is not understood.");

        assertThatThrownBy(() -> endFor(there, 0, hanging("id-1"), hanging("id-2")))
                .isInstanceOf(UnansweredException.class);

        assertThat(corrected).isEmpty();
        assertThat(ended).isEmpty();
    }
}
