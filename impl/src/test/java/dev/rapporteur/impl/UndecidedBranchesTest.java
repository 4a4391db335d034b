package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.monitor.UndecidedBranchesMXBean;
import dev.rapporteur.impl.monitor.UndecidedView;
import dev.rapporteur.impl.xa.ReportXAResource;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators decide and release branches over JMX, in place of a transaction manager that is lost. */
class UndecidedBranchesTest {

    private static final BranchXid XID = Xids.of(1);
    private static final BranchXid OTHER = Xids.of(2);
    private static final String WAITS = "transactions wait for the transaction manager to decide";

    @TempDir
    Path directory;

    private Engine engine;

    @BeforeEach
    void open() {
        engine = Engine.open(EngineConfig.read(
                Map.of(
                        "name", "undecided-test",
                        "nodeName", "test",
                        "bootstrapServers", "127.0.0.1:1",
                        "journalDirectory", directory.toString(),
                        "journalMaxBytes", "16777216",
                        "segmentBytes", "2097152",
                        "transactionMemoryBytes", "1048576",
                        "stopTimeout", "0"),
                (name, value) -> Optional.empty()));
    }

    @AfterEach
    void close() throws JMException {
        engine.close();
        assertThat(names()).isEmpty();
    }

    @Test
    void shouldListTheUndecidedAndDecideThemForTheTransactionManager() throws Exception {
        ReportXAResource resource = engine.newXAResource();
        prepare(resource, XID, 3);
        prepare(resource, OTHER, 1);

        List<UndecidedView> undecided = bean().getUndecided();
        assertThat(undecided).extracting(UndecidedView::getXid).containsExactly(XID.toString(), OTHER.toString());
        assertThat(undecided).extracting(UndecidedView::getReports).containsExactly(3, 1);
        bean().commit(XID.toString());
        bean().rollback(OTHER.toString());

        assertThat(bean().getUndecided()).isEmpty();
        assertThat(engine.statistics().reportsCommitted()).isEqualTo(3);
        assertCode(() -> resource.commit(XID, false), XAException.XA_HEURCOM);
        assertCode(() -> resource.commit(OTHER, false), XAException.XA_HEURRB);
    }

    @Test
    void shouldReleaseThePartitionsOfABranchThatStaysUndecided() throws Exception {
        ReportXAResource resource = engine.newXAResource();
        prepare(resource, XID, 1);

        bean().release(XID.toString());

        assertThat(bean().getUndecided())
                .singleElement()
                .satisfies(branch -> assertThat(branch.isReleased()).isTrue());
        assertThatThrownBy(() -> bean().release(XID.toString())).hasMessageContaining("look at the list again");
        assertThat(engine.statistics().held()).anyMatch(sentence -> sentence.contains(WAITS));
        resource.commit(XID, false);
        assertThat(engine.statistics().reportsCommitted()).isEqualTo(1);
        assertThat(engine.statistics().held()).noneMatch(sentence -> sentence.contains(WAITS));
    }

    @Test
    void shouldRefuseWhatIsNoUndecidedBranch() {
        assertThatThrownBy(() -> bean().commit(XID.toString())).hasMessageContaining("look at the list again");
        assertThatThrownBy(() -> bean().release(XID.toString())).hasMessageContaining("look at the list again");
        assertThatThrownBy(() -> bean().rollback("1:zz:00")).hasMessageContaining("\"1:zz:00\" is no Xid");
        assertThatThrownBy(() -> bean().rollback("nonsense")).hasMessageContaining("joined by colons");
    }

    private static void prepare(ReportXAResource resource, BranchXid xid, int reports) throws XAException {
        resource.start(xid, XAResource.TMNOFLAGS);
        for (int i = 0; i < reports; i++) {
            Objects.requireNonNull(resource.branch()).send("payments", "report".getBytes(UTF_8));
        }
        resource.end(xid, XAResource.TMSUCCESS);
        assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    }

    private static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, int code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(code));
    }

    private static UndecidedBranchesMXBean bean() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        return JMX.newMXBeanProxy(server, names().iterator().next(), UndecidedBranchesMXBean.class);
    }

    private static Set<ObjectName> names() throws JMException {
        ObjectName pattern = new ObjectName("dev.rapporteur:type=UndecidedBranches,name=\"undecided-test\",*");
        return ManagementFactory.getPlatformMBeanServer().queryNames(pattern, null);
    }
}
