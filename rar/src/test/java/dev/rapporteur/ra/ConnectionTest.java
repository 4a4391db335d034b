package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.InvalidTopicException;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Report;
import dev.rapporteur.ReportConnection;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ReportProducer;
import dev.rapporteur.TransactionStateException;
import dev.rapporteur.ra.TestPool.Support;
import jakarta.resource.ResourceException;
import jakarta.transaction.Status;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of handles and producers, against a real engine. */
class ConnectionTest {

    private static final String NAME = "rapporteur";
    private static final byte[] PAYLOAD = {1, 2, 3};

    @TempDir
    private Path directory = Path.of("");

    private TestServer server = new TestServer(directory);

    @BeforeEach
    void prepare() {
        server = new TestServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldCommitAtOnceWithoutATransaction() throws ResourceException {
        TestPool pool = pool(Support.XA);
        ReportConnectionFactory factory = start(pool);

        factory.producer().send("topic", PAYLOAD);
        try (ReportConnection connection = factory.getConnection()) {
            connection.send("topic", "key", PAYLOAD);
            connection.send(List.of(report(), report()));
        }

        assertThat(committed()).isEqualTo(4);
        assertThat(pool.made).as("the producer takes no connection").hasSize(1);
    }

    @Test
    void shouldKeepNothingOfABatchThatIsRefused() throws ResourceException {
        ReportProducer producer = start(pool(Support.XA)).producer();

        assertThatThrownBy(() -> producer.send(List.of(
                        report(), Report.to("not legal").payload(PAYLOAD).build())))
                .isInstanceOf(InvalidTopicException.class);

        assertThat(committed()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Support.class,
            names = {"XA", "LOCAL"})
    void shouldCommitWithTheTransaction(Support support) throws Exception {
        TestPool pool = pool(support);
        ReportProducer producer = start(pool).producer();

        server.transactions.begin();
        producer.send("topic", PAYLOAD);
        producer.send("topic", PAYLOAD);
        assertThat(committed()).isZero();
        pool.enlisted.get(0).commit();
        server.transactions.end(Status.STATUS_COMMITTED);

        assertThat(committed()).isEqualTo(2);
        assertThat(pool.made).as("one connection for the transaction").hasSize(1);
        assertThat(pool.closed).as("closed at its end").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Support.class,
            names = {"XA", "LOCAL"})
    void shouldDropWithTheTransaction(Support support) throws Exception {
        TestPool pool = pool(support);
        ReportProducer producer = start(pool).producer();

        server.transactions.begin();
        producer.send("topic", PAYLOAD);
        pool.enlisted.get(0).rollback();
        server.transactions.end(Status.STATUS_ROLLEDBACK);

        assertThat(committed()).isZero();
        assertThat(pool.closed).hasSize(1);
    }

    @Test
    void shouldCommitAtOnceWhereTheServerDoesNotEnlist() throws ResourceException {
        ReportConnectionFactory factory = start(pool(Support.NONE));

        server.transactions.begin();
        factory.producer().send("topic", PAYLOAD);
        try (ReportConnection connection = factory.getConnection()) {
            connection.send("topic", PAYLOAD);
        }
        server.transactions.end(Status.STATUS_ROLLEDBACK);

        assertThat(committed()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Support.class)
    void shouldRefuseAHandleFromBeforeTheTransaction(Support support) throws ResourceException {
        try (ReportConnection early = start(pool(support)).getConnection()) {
            server.transactions.begin();

            assertThatThrownBy(() -> early.send("topic", PAYLOAD))
                    .isInstanceOf(TransactionStateException.class)
                    .hasMessageContaining("before the transaction began");

            server.transactions.end(Status.STATUS_COMMITTED);
            assertThat(committed()).isZero();
        }
    }

    @Test
    void shouldTakeAHandleFromBeforeTheTransactionThatTheServerEnlistsAtItsBeginning() throws Exception {
        TestPool pool = pool(Support.XA);
        try (ReportConnection early = start(pool).getConnection()) {
            server.transactions.begin();
            pool.enlist(pool.made.get(0));

            early.send("topic", PAYLOAD);
            pool.enlisted.get(0).commit();
            server.transactions.end(Status.STATUS_COMMITTED);
        }

        assertThat(committed()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Support.class,
            names = {"XA", "LOCAL"})
    void shouldRefuseAHandleOfASuspendedTransaction(Support support) throws Exception {
        TestPool pool = pool(support);
        ReportConnectionFactory factory = start(pool);
        server.transactions.begin();
        ReportConnection outer = factory.getConnection();
        server.transactions.suspend();

        server.transactions.begin();
        assertThatThrownBy(() -> outer.send("topic", PAYLOAD))
                .isInstanceOf(TransactionStateException.class)
                .hasMessageContaining("in another transaction");
        server.transactions.end(Status.STATUS_COMMITTED);

        server.transactions.resume();
        outer.send("topic", PAYLOAD);
        pool.enlisted.get(0).commit();
        outer.close();
        server.transactions.end(Status.STATUS_COMMITTED);
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void shouldServeEachOfNestedTransactionsByItsOwnHandle() throws Exception {
        TestPool pool = pool(Support.XA);
        ReportProducer producer = start(pool).producer();

        server.transactions.begin();
        producer.send("topic", PAYLOAD);
        server.transactions.suspend();
        server.transactions.begin();
        producer.send("topic", PAYLOAD);
        pool.enlisted.get(1).commit();
        server.transactions.end(Status.STATUS_COMMITTED);
        assertThat(committed()).isEqualTo(1);
        server.transactions.resume();
        producer.send("topic", PAYLOAD);
        pool.enlisted.get(0).rollback();
        server.transactions.end(Status.STATUS_ROLLEDBACK);

        assertThat(committed()).isEqualTo(1);
        assertThat(pool.made).hasSize(2);
    }

    @Test
    void shouldTakeAnotherHandleWhenTheServerClosedTheFirst() throws Exception {
        TestPool pool = pool(Support.XA);
        ReportProducer producer = start(pool).producer();

        server.transactions.begin();
        producer.send("topic", PAYLOAD);
        pool.made.get(0).cleanup();
        producer.send("topic", PAYLOAD);
        for (TestPool.Enlisted enlisted : pool.enlisted) {
            enlisted.commit();
        }
        server.transactions.end(Status.STATUS_COMMITTED);

        assertThat(committed()).isEqualTo(2);
        assertThat(pool.made).hasSize(2);
    }

    @Test
    void shouldStartTheNextTransactionWhereTheServerLeftOneWithoutAnEnd() throws Exception {
        TestPool pool = pool(Support.XA);
        ReportConnectionFactory factory = start(pool);
        server.transactions.begin();
        factory.producer().send("topic", PAYLOAD);
        ReportManagedConnection reused = pool.made.get(0);

        reused.cleanup();
        server.transactions.suspend();
        server.transactions.begin();
        pool.enlistAgain(reused);
        try (ReportConnection connection = (ReportConnection) reused.getConnection(null, null)) {
            connection.send("topic", PAYLOAD);
        }
        pool.enlisted.get(1).commit();

        assertThat(committed()).isEqualTo(1);
        pool.enlisted.get(0).commit();
        assertThat(committed()).as("the first can still be ended").isEqualTo(2);
    }

    @Test
    void shouldRefuseATransactionThatIsMarkedForRollbackOrOver() throws ResourceException {
        ReportConnectionFactory factory = start(pool(Support.XA));
        ServerTransactions.Transaction transaction = server.transactions.begin();
        factory.producer().send("topic", PAYLOAD);

        for (int status : new int[] {Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLEDBACK}) {
            transaction.setStatus(status);
            assertThatThrownBy(() -> factory.producer().send("topic", PAYLOAD))
                    .isInstanceOf(TransactionStateException.class);
            assertThatThrownBy(factory::getConnection).isInstanceOf(TransactionStateException.class);
        }
    }

    @Test
    void shouldRefuseAClosedHandle() throws ResourceException {
        ReportConnection connection = start(pool(Support.XA)).getConnection();
        connection.close();
        connection.close();

        assertThatThrownBy(() -> connection.send("topic", PAYLOAD))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void shouldMoveAHandleToAnotherManagedConnection() throws ResourceException {
        TestPool pool = pool(Support.XA);
        ReportConnectionFactory factory = start(pool);
        ReportConnection moved = factory.getConnection();
        factory.getConnection();

        pool.made.get(1).associateConnection(moved);
        pool.made.get(0).destroy();
        moved.send("topic", PAYLOAD);

        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void shouldSayWhenThePoolIsExhausted() throws ResourceException {
        TestPool pool = pool(Support.XA);
        ReportConnectionFactory factory = start(pool);
        pool.isExhausted = true;

        assertThatThrownBy(factory::getConnection)
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("no managed connection within 5000 ms")
                .hasMessageContaining("max-pool-size");
    }

    @Test
    void shouldTellThePoolWhenTheAdapterHasStopped() throws ResourceException {
        TestPool pool = pool(Support.XA);
        ReportManagedConnectionFactory definition = server.define(NAME);
        ReportConnectionFactory factory = server.activate(definition, pool);
        server.start();
        ReportConnection connection = factory.getConnection();
        assertThat(definition.getInvalidConnections(Set.copyOf(pool.made))).isEmpty();

        server.close();

        assertThatThrownBy(() -> connection.send("topic", PAYLOAD))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("is stopped");
        assertThatThrownBy(() -> factory.producer().send("topic", PAYLOAD)).isInstanceOf(NotAvailableException.class);
        assertThat(definition.getInvalidConnections(Set.copyOf(pool.made))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Support.class,
            names = {"XA", "LOCAL"})
    void shouldLetATransactionFinishThatHasBegunAndRefuseOthersWhileItIsDrained(Support support) throws Exception {
        TestPool pool = pool(support);
        ReportProducer producer = start(pool).producer();
        server.transactions.begin();
        producer.send("topic", PAYLOAD);

        drain("drain");
        producer.send("topic", PAYLOAD);
        pool.enlisted.get(0).commit();
        server.transactions.end(Status.STATUS_COMMITTED);
        assertThat(committed()).isEqualTo(2);
        assertRefused(producer);
        server.transactions.begin();
        assertRefused(producer);
        server.transactions.end(Status.STATUS_ROLLEDBACK);

        drain("resume");
        producer.send("topic", PAYLOAD);
        assertThat(committed()).isEqualTo(3);
    }

    private static void assertRefused(ReportProducer producer) {
        assertThatThrownBy(() -> producer.send("topic", PAYLOAD))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageStartingWith(
                        "No new reports are taken: an operator drains the report adapter \"" + NAME + "\"")
                .hasMessageEndingWith("or end that by resume of the management bean dev.rapporteur:type=Drain.");
    }

    private static void drain(String operation) throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> drains =
                beans.queryNames(new ObjectName("dev.rapporteur:type=Drain,name=\"" + NAME + "\",*"), null);
        beans.invoke(drains.iterator().next(), operation, null, null);
    }

    private TestPool pool(Support support) {
        return new TestPool(support, server.transactions);
    }

    private ReportConnectionFactory start(TestPool pool) throws ResourceException {
        ReportConnectionFactory factory = server.activate(server.define(NAME), pool);
        server.start();
        return factory;
    }

    private long committed() {
        return server.statistics(NAME).reportsCommitted();
    }

    private static Report report() {
        return Report.to("topic").payload(PAYLOAD).build();
    }
}
