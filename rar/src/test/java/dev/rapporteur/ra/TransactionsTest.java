package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.TransactionStateException;
import jakarta.transaction.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionsTest {

    private final ServerTransactions server = new ServerTransactions();
    private final Transactions transactions = new Transactions(server);

    @Test
    void shouldBeWithoutWhenThereIsNoTransaction() {
        assertThat(transactions.isCallerWithin()).isFalse();
    }

    @Test
    void shouldBeWithoutOnceCommitted() {
        server.begin().setStatus(Status.STATUS_COMMITTED);

        assertThat(transactions.isCallerWithin()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_ACTIVE, Status.STATUS_PREPARING})
    void shouldBeWithinUntilPrepared(int status) {
        server.begin().setStatus(status);

        assertThat(transactions.isCallerWithin()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        Status.STATUS_MARKED_ROLLBACK + ", is marked for rollback",
        Status.STATUS_ROLLING_BACK + ", is being rolled back",
        Status.STATUS_ROLLEDBACK + ", has been rolled back",
        Status.STATUS_PREPARED + ", is prepared",
        Status.STATUS_COMMITTING + ", is being committed",
        Status.STATUS_UNKNOWN + ", is in an unknown state"
    })
    void shouldRefuseATransactionThatIsOver(int status, String words) {
        server.begin().setStatus(status);

        assertThatThrownBy(transactions::isCallerWithin)
                .isInstanceOf(TransactionStateException.class)
                .hasMessageContaining(words);
    }
}
