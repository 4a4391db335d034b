package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementLogTest {

    private static final String TIME = "2026-11-29 12:00:00.000 UTC ";

    private static final List<String> LINES = List.of(
            TIME + "[7] LOG:  execute S_1: BEGIN",
            TIME + "[7] LOG:  execute S_2: INSERT INTO payment (account) VALUES ($1)",
            TIME + "[7] DETAIL:  Parameters: $1 = 'COMMIT'",
            TIME + "[8] LOG:  execute <unnamed>: BEGIN",
            TIME + "[8] LOG:  execute <unnamed>: SET LOCAL lock_timeout = 1000",
            TIME + "[7] LOG:  statement: PREPARE TRANSACTION 'a: b'",
            TIME + "[7] LOG:  statement: COMMIT PREPARED 'a: b'",
            TIME + "[8] LOG:  execute S_3/C_4: SELECT i.id::text FROM x",
            TIME + "[8] LOG:  execute S_1: COMMIT",
            TIME + "[7] LOG:  execute S_1: BEGIN",
            TIME + "[7] LOG:  execute S_3: SELECT i.id::text FROM x",
            TIME + "[9] LOG:  execute S_3: SELECT 1");

    private final StatementLog log = StatementLog.of(LINES, "9");

    @Test
    void shouldTellCallersByTheirBusinessRow() {
        assertThat(log.ofCallers(1))
                .isEqualTo("3.00: 1.00 INSERT payment, 1.00 PREPARE TRANSACTION, 1.00 COMMIT PREPARED");
    }

    @Test
    void shouldTellAllOthersForEachTransactionOfACaller() {
        assertThat(log.ofOthers(2)).isEqualTo("2.00: 1.00 SELECT i, 0.50 SET lock_timeout, 0.50 COMMIT");
    }
}
