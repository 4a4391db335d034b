package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
        TransactionalIds.Lease first = ids.take(1);

        assertThat(ids.take(2).id()).isEqualTo("id-1");
        first.free();
        assertThat(ids.take(3).id()).isEqualTo("id-0");
        assertThat(notes).containsExactly("0 for 1", "1 for 2");
        assertThat(ids.all()).containsExactlyInAnyOrder("id-0", "id-1");
    }

    @Test
    void shouldKeepThoseOfFormerOpeningsUntilTheyAreFree() {
        TransactionalIds ids = ids(0, 1);

        assertThat(ids.take(1).id()).isEqualTo("id-2");
        ids.free("id-1");
        assertThat(ids.take(1).id()).isEqualTo("id-1");
        assertThat(notes).containsExactly("2 for 1");
    }

    @Test
    void shouldNoteAgainWhatTheJournalDidNotTake() {
        TransactionalIds ids = ids();
        outcome = TransactionalIdLog.Outcome.REFUSED;
        TransactionalIds.Lease refused = ids.take(1);
        assertThat(refused.outcome()).isEqualTo(TransactionalIdLog.Outcome.REFUSED);
        refused.free();
        outcome = TransactionalIdLog.Outcome.NOTED;

        assertThat(ids.take(1).outcome()).isEqualTo(TransactionalIdLog.Outcome.NOTED);
        assertThat(notes).containsExactly("0 for 1", "0 for 1");
    }
}
