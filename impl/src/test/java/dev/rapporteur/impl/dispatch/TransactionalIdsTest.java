package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whose turn an id is. */
class TransactionalIdsTest {

    private final List<String> notes = new ArrayList<>();
    private TransactionalIdLog.Outcome outcome = TransactionalIdLog.Outcome.NOTED;

    private TransactionalIds ids(Integer... used) {
        return new TransactionalIds("id-", List.of(used), (number, broker) -> {
            notes.add(number + " for " + broker);
            TransactionalIdLog.Outcome now = outcome;
            return () -> now;
        });
    }

    @Test
    void shouldNoteAnIdOnceAndGiveItToOneAtATime() {
        TransactionalIds ids = ids();
        TransactionalIds.Lease first = ids.take(1, Coordinators.UNKNOWN);

        assertThat(ids.take(2, Coordinators.UNKNOWN).id()).isEqualTo("id-1");
        first.free();
        assertThat(ids.take(3, Coordinators.UNKNOWN).id()).isEqualTo("id-0");
        assertThat(notes).containsExactly("0 for 1", "1 for 2");
        assertThat(ids.all()).containsExactlyInAnyOrder("id-0", "id-1");
    }

    @Test
    void shouldKeepThoseOfFormerOpeningsUntilTheyAreFree() {
        TransactionalIds ids = ids(0, 1);

        assertThat(ids.take(1, Coordinators.UNKNOWN).id()).isEqualTo("id-2");
        ids.free("id-1");
        assertThat(ids.take(1, Coordinators.UNKNOWN).id()).isEqualTo("id-1");
        assertThat(notes).containsExactly("2 for 1");
    }

    @Test
    void shouldNoteAgainWhatTheJournalDidNotTake() {
        TransactionalIds ids = ids();
        outcome = TransactionalIdLog.Outcome.REFUSED;
        TransactionalIds.Lease refused = ids.take(1, Coordinators.UNKNOWN);
        assertThat(refused.outcome()).isEqualTo(TransactionalIdLog.Outcome.REFUSED);
        refused.free();
        outcome = TransactionalIdLog.Outcome.NOTED;

        assertThat(ids.take(1, Coordinators.UNKNOWN).outcome()).isEqualTo(TransactionalIdLog.Outcome.NOTED);
        assertThat(notes).containsExactly("0 for 1", "0 for 1");
    }

    /** Of as many partitions as there are of the topic; each broker of 0 to 2 leads each third. */
    private static Coordinators coordinators(int partitions) {
        return new Coordinators(
                IntStream.range(0, partitions).boxed().collect(Collectors.toMap(one -> one, one -> one % 3)),
                partitions);
    }

    @Test
    void shouldTakeTheLowestWhoseTransactionsTheBrokerItselfCoordinates() {
        Coordinators coordinators = coordinators(50);
        TransactionalIds ids = ids();

        for (int broker = 0; broker < 3; broker++) {
            for (int i = 0; i < 2; i++) {
                assertThat(coordinators.of(ids.take(broker, coordinators).id())).isEqualTo(broker);
            }
        }
        assertThat(ids.all()).hasSize(6);
    }

    @Test
    void shouldTakeAnyWhereTheBrokerCoordinatesNone() {
        TransactionalIds ids = ids();

        assertThat(ids.take(3, coordinators(50)).id()).isEqualTo("id-0");
        assertThat(ids.hasNearer("id-0", 3, coordinators(50))).isFalse();
    }

    @Test
    void shouldSayWhenThereIsANearerOne() {
        Coordinators coordinators = coordinators(50);
        TransactionalIds ids = ids();
        String first = ids.take(7, Coordinators.UNKNOWN).id();
        int itsBroker = coordinators.of(first);

        assertThat(ids.hasNearer(first, itsBroker, coordinators)).isFalse();
        assertThat(ids.hasNearer(first, (itsBroker + 1) % 3, coordinators)).isTrue();
        assertThat(ids.hasNearer(first, (itsBroker + 1) % 3, Coordinators.UNKNOWN))
                .isFalse();
    }

    /** Else whoever leaves for it comes back, and leaves again. */
    @Test
    void shouldTakeTheNearerOneThatItSaysThereIs() {
        int nearer = 0;
        for (int others = 0; others < 60; others++) {
            for (int only = 0; only < 50; only++) {
                TransactionalIds ids = ids();
                for (int i = 0; i < others; i++) {
                    String unused = ids.take(2, Coordinators.UNKNOWN).id();
                }
                TransactionalIds.Lease present = ids.take(1, Coordinators.UNKNOWN);
                Coordinators coordinators = oneLeadsOnly(only);
                if (ids.hasNearer(present.id(), 1, coordinators)) {
                    nearer++;
                    present.free();
                    assertThat(coordinators.of(ids.take(1, coordinators).id())).isEqualTo(1);
                }
            }
        }
        assertThat(nearer).isPositive();
    }

    private static Coordinators oneLeadsOnly(int partition) {
        return new Coordinators(
                IntStream.range(0, 50).boxed().collect(Collectors.toMap(one -> one, one -> one == partition ? 1 : 2)),
                50);
    }

    @Test
    void shouldTakeThoseThatWereUsedFirst() {
        TransactionalIds ids = ids(100, 101, 102);
        ids.free("id-100");
        ids.free("id-101");
        ids.free("id-102");
        Coordinators coordinators = coordinators(50);

        assertThat(ids.take(coordinators.of("id-101"), coordinators).id()).isEqualTo("id-101");
    }
}
