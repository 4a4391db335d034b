package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.decision.DecisionDatabase.Opening;
import dev.rapporteur.testkit.database.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableProofsTest {

    private static final String TABLE = DecisionTable.DEFAULT_NAME;

    private final Opening opening = new Opening(UUID.randomUUID(), 7);
    private final List<Connection> running = new ArrayList<>();

    static Stream<Lab> labs() {
        return Lab.all();
    }

    @AfterEach
    void endTransactions() throws SQLException {
        for (Connection connection : running) {
            connection.rollback();
            connection.close();
        }
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldTellWhatHasCommitted(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Proof proof = committed(lab, proofs, 1);

        assertThat(proofs.ask(List.of(proof))).isEqualTo(Map.of(proof, Verdict.COMMITTED));
    }

    @Test
    void shouldRefuseAsynchronousCommits() throws SQLException {
        Lab lab = Lab.postgres(PostgresServer.SUPERUSER);
        DecisionDatabase proofs = entered(lab);
        try (Connection transaction = lab.begin();
                Statement statement = transaction.createStatement()) {
            statement.execute("SET LOCAL synchronous_commit = off");

            assertThatThrownBy(() -> proofs.take(opening, 1)).hasMessageContaining("synchronous_commit = off");
        } finally {
            lab.suspend();
        }
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldTellWhatHasRolledBackAndStayWithIt(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Connection transaction = lab.begin();
        Proof proof = proofs.take(opening, 1);
        lab.suspend();
        transaction.rollback();
        transaction.close();

        assertThat(proofs.ask(List.of(proof))).isEqualTo(Map.of(proof, Verdict.ROLLED_BACK));
        assertThat(proofs.ask(List.of(proof))).isEqualTo(Map.of(proof, Verdict.ROLLED_BACK));
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldLetInNoTransactionThatItHasCalledRolledBack(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Proof late = new TableProof(opening.journalId(), opening.incarnation(), 1);
        assertThat(proofs.ask(List.of(late))).containsValue(Verdict.ROLLED_BACK);

        running.add(lab.begin());
        assertThatThrownBy(() -> proofs.take(opening, 1)).isInstanceOf(SQLException.class);
        lab.suspend();

        assertThat(proofs.ask(List.of(late))).containsValue(Verdict.ROLLED_BACK);
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldWaitForWhatStillRuns(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Connection transaction = lab.begin();
        Proof proof = proofs.take(opening, 1);
        lab.suspend();

        assertThat(proofs.ask(List.of(proof))).isEqualTo(Map.of(proof, Verdict.RUNNING));

        transaction.commit();
        transaction.close();
        assertThat(proofs.ask(List.of(proof))).isEqualTo(Map.of(proof, Verdict.COMMITTED));
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldSeeWhatCommitsWhileItsPlaceIsContested(Lab lab) throws Exception {
        DecisionDatabase proofs = entered(lab);
        Connection transaction = lab.begin();
        Proof proof = proofs.take(opening, 1);
        lab.suspend();

        CompletableFuture<Map<Proof, Verdict>> asked = asking(proofs, List.of(proof));
        assertThatThrownBy(() -> asked.get(300, TimeUnit.MILLISECONDS)).isNotNull();
        transaction.commit();
        transaction.close();

        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo(Map.of(proof, Verdict.COMMITTED));
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldHoldUpNoOtherTransactionWhileItWaits(Lab lab) throws Exception {
        DecisionDatabase proofs = entered(lab);
        running.add(lab.begin());
        Proof waitedFor = proofs.take(opening, 1);
        lab.suspend();
        CompletableFuture<Map<Proof, Verdict>> asked = asking(proofs, List.of(waitedFor));
        assertThatThrownBy(() -> asked.get(300, TimeUnit.MILLISECONDS)).isNotNull();

        Proof other = committed(lab, proofs, 2);

        assertThat(asked).isNotDone();
        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo(Map.of(waitedFor, Verdict.RUNNING));
        assertThat(proofs.ask(List.of(other))).containsValue(Verdict.COMMITTED);
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldTellOfManyAtOnce(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Connection transaction = lab.begin();
        List<Proof> there = new ArrayList<>();
        for (long number = 1; number <= DecisionDatabase.MAX_ASKED; number++) {
            there.add(proofs.take(opening, number));
        }
        lab.suspend();
        transaction.commit();
        transaction.close();

        assertThat(proofs.ask(there)).hasSize(DecisionDatabase.MAX_ASKED).containsValue(Verdict.COMMITTED);
        assertThat(proofs.ask(there).values()).containsOnly(Verdict.COMMITTED);
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldStopAskingInTime(Lab lab) throws SQLException {
        long[] clock = {0};
        DecisionDatabase proofs = new TableProofs("java:/lab", lab, TABLE, () -> clock[0] += 2_000_000_000L);
        prepare(lab);
        proofs.enter(opening);
        List<TableProof> absent = LongStream.rangeClosed(1, 5)
                .mapToObj(number -> new TableProof(opening.journalId(), opening.incarnation(), number))
                .toList();

        assertThat(proofs.ask(absent)).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldNotBelieveATableThatWasEmptied(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Proof proof = committed(lab, proofs, 1);
        lab.execute("DELETE FROM " + TABLE);

        proofs.enter(opening);
        Verdict verdict = verdict(proofs, proof);

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNPROVABLE);
        assertThat(verdict.reason()).contains("java:/lab", "no anchor for the opening 7", "UndecidedBranches");
        assertThatThrownBy(() -> proofs.forget(opening, 2, List.of()))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("has lost the anchor of the opening 7")
                .hasMessageContaining("Restart the adapter");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldNotBelieveATableOfATimeBeforeTheOpening(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Opening next = new Opening(opening.journalId(), 8);
        proofs.enter(next);
        Proof ofNext = new TableProof(opening.journalId(), 8, 1);
        Proof ofThis = new TableProof(opening.journalId(), 7, 1);
        lab.execute("DELETE FROM " + TABLE + " WHERE journal_id = '" + opening.journalId() + "' AND opening = 8");

        Map<Proof, Verdict> verdicts = proofs.ask(List.of(ofNext, ofThis));

        assertThat(verdicts.get(ofNext)).extracting(Verdict::kind).isEqualTo(Verdict.Kind.UNPROVABLE);
        assertThat(verdicts).containsEntry(ofThis, Verdict.ROLLED_BACK);
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldNotTakeWhatMayHaveBeenDeletedForRolledBack(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Proof proof = committed(lab, proofs, 1);
        proofs.forget(opening, 2, List.of());

        Verdict verdict = verdict(proofs, proof);

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNPROVABLE);
        assertThat(verdict.reason()).contains("all below 2", "UndecidedBranches");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldForgetOnlyWhatIsBelow(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        committed(lab, proofs, 1);
        Proof pending = committed(lab, proofs, 2);
        committed(lab, proofs, 25_000);

        proofs.forget(opening, 2, List.of());
        assertThat(rows(lab)).isEqualTo("3");
        assertThat(proofs.ask(List.of(pending))).containsValue(Verdict.COMMITTED);

        proofs.forget(opening, 25_000, List.of());
        proofs.forget(opening, 25_000, List.of());
        assertThat(rows(lab)).isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldForgetOtherOpeningsUnlessTheyAreAskedFor(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Proof kept = committed(lab, proofs, 1);
        Opening gone = new Opening(opening.journalId(), -3);
        proofs.enter(gone);
        Opening present = new Opening(opening.journalId(), 9);
        proofs.enter(present);
        assertThat(rows(lab)).isEqualTo("4");

        proofs.forget(present, 1, List.of(7L));
        assertThat(rows(lab)).isEqualTo("3");
        assertThat(proofs.ask(List.of(kept))).containsValue(Verdict.COMMITTED);

        proofs.forget(present, 1, List.of());
        assertThat(rows(lab)).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldLeaveConnectionsAsTheyWere(Lab lab) throws SQLException {
        entered(lab);
        try (Connection pooled = lab.getConnection()) {
            pooled.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            String lockTimeout = lockTimeout(lab, pooled);
            int networkTimeout = pooled.getNetworkTimeout();
            DecisionDatabase proofs = new TableProofs("java:/lab", pool(lab, pooled), TABLE);

            proofs.enter(opening);
            proofs.ask(List.of(new TableProof(opening.journalId(), opening.incarnation(), 1)));
            proofs.forget(opening, 2, List.of());

            assertThat(pooled.getAutoCommit()).isTrue();
            assertThat(pooled.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(lockTimeout(lab, pooled)).isEqualTo(lockTimeout);
            assertThat(pooled.getNetworkTimeout()).isEqualTo(networkTimeout);
        }
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldNotBelieveWhatIsNotCommittedWhateverThePoolIsSetTo(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        try (Connection pooled = lab.getConnection();
                Connection running = lab.begin()) {
            Proof proof = proofs.take(opening, 1);
            lab.suspend();
            pooled.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);

            assertThat(verdict(new TableProofs("java:/lab", pool(lab, pooled), TABLE), proof))
                    .isEqualTo(Verdict.RUNNING);

            assertThat(pooled.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_UNCOMMITTED);
            running.rollback();
        }
    }

    /** A pool with one connection. */
    private static Lab pool(Lab lab, Connection pooled) {
        return new Lab(lab.product(), "", "") {
            @Override
            public Connection getConnection() {
                return unclosed(pooled);
            }
        };
    }

    @Test
    void shouldNotReadForEverFromANetworkThatSwallowsEverything() throws SQLException {
        try (OwnConnection connection = OwnConnection.of(Lab.postgres(PostgresServer.SUPERUSER))) {
            int timeoutMs = connection.rolledBack(Connection::getNetworkTimeout);

            assertThat(timeoutMs).isEqualTo(20_000);
        }
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldLeaveALaterOpeningAlone(Lab lab) throws SQLException {
        DecisionDatabase held = entered(lab);
        Opening later = new Opening(opening.journalId(), 8);
        DecisionDatabase next = DecisionDatabases.byTable("java:/lab", lab, TABLE);
        next.enter(later);

        held.forget(opening, 1, List.of());

        TableProof absent = new TableProof(opening.journalId(), 8, 1);
        assertThat(next.ask(List.of(absent))).containsValue(Verdict.ROLLED_BACK);
    }

    @ParameterizedTest
    @MethodSource("labs")
    void shouldLeaveTheCallersTransactionToTheCaller(Lab lab) throws SQLException {
        DecisionDatabase proofs = entered(lab);
        Connection transaction = lab.begin();
        running.add(transaction);

        proofs.take(opening, 1);

        lab.suspend();
        assertThat(transaction.getAutoCommit()).isFalse();
        assertThat(transaction.isClosed()).isFalse();
        assertThat(rows(lab)).isEqualTo("1");
    }

    private static Verdict verdict(DecisionDatabase proofs, Proof proof) throws SQLException {
        return Objects.requireNonNull(proofs.ask(List.of(proof)).get(proof));
    }

    private DecisionDatabase entered(Lab lab) throws SQLException {
        prepare(lab);
        DecisionDatabase proofs = DecisionDatabases.byTable("java:/lab", lab, TABLE);
        proofs.enter(opening);
        return proofs;
    }

    private static void prepare(Lab lab) throws SQLException {
        new DecisionSetup("java:/lab", lab).createTable(TABLE);
    }

    private Proof committed(Lab lab, DecisionDatabase proofs, long number) throws SQLException {
        try (Connection transaction = lab.begin()) {
            Proof proof = proofs.take(opening, number);
            transaction.commit();
            return proof;
        } finally {
            lab.suspend();
        }
    }

    private static CompletableFuture<Map<Proof, Verdict>> asking(DecisionDatabase proofs, List<Proof> asked) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return proofs.ask(asked);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String rows(Lab lab) throws SQLException {
        return lab.ask("SELECT count(*) FROM " + TABLE + " WHERE journal_id = '" + opening.journalId() + "'");
    }

    private static String lockTimeout(Lab lab, Connection connection) throws SQLException {
        String sql = switch (lab.product()) {
            case "H2" -> "SELECT LOCK_TIMEOUT()";
            case "PostgreSQL" -> "SHOW lock_timeout";
            default -> "SELECT @@SESSION.innodb_lock_wait_timeout";
        };
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
