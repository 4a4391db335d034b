package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ra.TestPool.Support;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.transaction.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start and stop of engines by the contract's calls. */
class LifecycleTest {

    private static final byte[] PAYLOAD = {1};

    @TempDir
    private Path directory = Path.of("");

    private TestServer server = new TestServer(directory);
    private TestPool pool = new TestPool(Support.XA, server.transactions);

    @BeforeEach
    void prepare() {
        server = new TestServer(directory);
        pool = new TestPool(Support.XA, server.transactions);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldOpenTheEngineWhenTheServerStartsTheAdapterLast() throws ResourceException {
        ReportConnectionFactory factory = server.activate(server.define("a"), pool);
        assertThatThrownBy(() -> factory.producer().send("topic", PAYLOAD))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("not started yet");

        server.start();

        factory.producer().send("topic", PAYLOAD);
        assertThat(server.adapter.statistics()).containsOnlyKeys("a");
    }

    @Test
    void shouldOpenTheEngineWhenTheServerStartsTheAdapterFirst() throws ResourceException {
        server.start();

        server.activate(server.define("a"), pool).producer().send("topic", PAYLOAD);

        assertThat(server.statistics("a").reportsCommitted()).isEqualTo(1);
    }

    @Test
    void shouldGiveEachDefinitionAnEngineOfItsOwn() throws ResourceException {
        ReportConnectionFactory one = server.activate(server.define("a"), pool);
        server.activate(server.define("b"), pool);
        server.start();

        one.producer().send("topic", PAYLOAD);

        assertThat(server.statistics("a").reportsCommitted()).isEqualTo(1);
        assertThat(server.statistics("b").reportsCommitted()).isZero();
    }

    @Test
    void shouldStartAgainAfterAStop() throws ResourceException {
        server.activate(server.define("a"), pool);
        server.start();
        server.close();

        ReportConnectionFactory factory = server.activate(server.define("a"), pool);
        server.start();

        factory.producer().send("topic", PAYLOAD);
        assertThat(server.adapter.definitionNames()).containsExactly("a");
    }

    @Test
    void shouldRefuseTwoDefinitionsOfOneName() throws ResourceException {
        server.activate(server.define("a"), pool);

        assertThatThrownBy(() -> server.activate(server.define("a"), pool))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("have the name \"a\"");
    }

    @Test
    void shouldRefuseTwoDefinitionsOnOneJournal() throws ResourceException {
        server.activate(server.define("a"), pool);
        ReportManagedConnectionFactory twin = server.define("b");
        twin.setJournalDirectory(directory.resolve("x/../a").toString());

        assertThatThrownBy(() -> server.activate(twin, pool))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("\"a\" and \"b\" have the same journalDirectory");
    }

    @Test
    void shouldRefuseAPartitionerThatCantBeMade() throws ResourceException {
        ReportManagedConnectionFactory definition = server.define("a");
        definition.setPartitioner("com.acme.Missing");

        assertThatThrownBy(() -> server.activate(definition, pool))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("partitioner")
                .hasMessageContaining("com.acme.Missing")
                .hasMessageContaining("put its jar at the root of rapporteur.rar");
    }

    @Test
    void shouldRefuseWrongSettingsAllAtOnce() throws ResourceException {
        ReportManagedConnectionFactory definition = server.define("a");
        definition.setLingerMs("long");
        definition.setKafkaProperties("acks=0");

        assertThatThrownBy(() -> server.activate(definition, pool))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("2 problems")
                .hasMessageContaining("lingerMs")
                .hasMessageContaining("acks");
    }

    @Test
    void shouldFailTheStartWithTheEnginesWordsAndLeaveNoneOpen() throws ResourceException, IOException {
        Path occupied = Files.createFile(directory.resolve("b"));
        server.activate(server.define("a"), pool);
        server.activate(server.define("b"), pool);

        assertThatThrownBy(server::start)
                .isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessageContaining(occupied.toString());

        assertThat(server.adapter.statistics()).isEmpty();
    }

    @Test
    void shouldGiveRecoveryNothingThatCouldBeTakenForAnEmptyScan() throws ResourceException, XAException {
        ReportManagedConnectionFactory definition = server.define("a");
        server.activate(definition, pool);
        assertThatThrownBy(() -> definition.createManagedConnection(null, null))
                .as("before the start")
                .isInstanceOf(ResourceException.class);

        server.start();
        XAResource resource = definition.createManagedConnection(null, null).getXAResource();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .isEmpty();

        server.close();
        assertThatThrownBy(() -> resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_RMFAIL));
        assertThatThrownBy(() -> definition.createManagedConnection(null, null))
                .as("after the stop")
                .isInstanceOf(ResourceException.class);
    }

    @Test
    void shouldServeATransactionAtWorkWhileTheAdapterStops() throws Exception {
        server.adapter.setStopTimeout("30s");
        ReportManagedConnectionFactory definition = server.define("a");
        ReportConnectionFactory factory = server.activate(definition, pool);
        server.start();
        server.transactions.begin();
        factory.producer().send("topic", PAYLOAD);

        Thread stopping = new Thread(server.adapter::stop);
        stopping.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (definition.slot().isOpen() && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> definition.createManagedConnection(null, null))
                .as("nothing new")
                .isInstanceOf(ResourceException.class);
        assertThat(server.adapter.statistics()).as("readers don't wait").isEmpty();
        factory.producer().send("topic", PAYLOAD);
        pool.enlisted.get(0).commit();
        server.transactions.end(Status.STATUS_COMMITTED);

        stopping.join(TimeUnit.SECONDS.toMillis(40));
        assertThat(stopping.isAlive()).isFalse();
        assertThat(definition.slot().isClosed()).isTrue();
        assertThatThrownBy(() -> factory.producer().send("topic", PAYLOAD))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("is stopped");
    }

    @Test
    void shouldKnowTheSameResourceManagerThroughTheWrapper() throws ResourceException, XAException {
        ReportManagedConnectionFactory one = server.define("a");
        ReportManagedConnectionFactory other = server.define("b");
        server.activate(one, pool);
        server.activate(other, pool);
        server.start();

        XAResource resource = one.createManagedConnection(null, null).getXAResource();

        assertThat(resource.isSameRM(one.createManagedConnection(null, null).getXAResource()))
                .isTrue();
        assertThat(resource.isSameRM(other.createManagedConnection(null, null).getXAResource()))
                .isFalse();
    }

    @Test
    void shouldMatchOnlyItsOwnConnections() throws ResourceException {
        ReportManagedConnectionFactory one = server.define("a");
        ReportManagedConnectionFactory other = server.define("b");
        server.activate(one, pool);
        server.start();
        ManagedConnection own = one.createManagedConnection(null, null);

        assertThat(one.matchManagedConnections(Set.of(own), null, null)).isSameAs(own);
        assertThat(other.matchManagedConnections(Set.of(own), null, null)).isNull();
    }

    @Test
    void shouldRefuseToWorkWithoutAServer() throws ResourceException {
        ReportManagedConnectionFactory definition = server.define("a");

        assertThatThrownBy(definition::createConnectionFactory).isInstanceOf(NotSupportedException.class);
        assertThatThrownBy(() -> definition.setResourceAdapter(server.adapter))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new ReportManagedConnectionFactory().createConnectionFactory(pool))
                .isInstanceOf(IllegalStateException.class);
    }
}
