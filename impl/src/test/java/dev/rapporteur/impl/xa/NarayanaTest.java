package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's branches under the transaction manager that WildFly has, with its log, its reaper and its recovery. */
class NarayanaTest {

    @TempDir
    static Path log;

    @TempDir
    Path journal;

    private final TransactionManager transactions = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private Desk desk;
    private ReportXAResource resource;

    @BeforeAll
    static void configure() {
        BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class).setObjectStoreDir(log.toString());
        BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, "communicationStore")
                .setObjectStoreDir(log.toString());
        BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, "stateStore")
                .setObjectStoreDir(log.toString());
        jtaPropertyManager.getJTAEnvironmentBean().setXaRecoveryNodes(List.of("1"));
        jtaPropertyManager.getJTAEnvironmentBean().setOrphanSafetyInterval(1);
        recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryBackoffPeriod(1);
        recoveryPropertyManager
                .getRecoveryEnvironmentBean()
                .setRecoveryModuleClassNames(List.of(
                        "com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule",
                        "com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule"));
        recoveryPropertyManager.getRecoveryEnvironmentBean().setExpiryScannerClassNames(List.of());
        recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryListener(false);
    }

    @BeforeEach
    void open() {
        desk = new Desk(FileSystemDirectory.at(journal));
        resource = desk.newResource();
    }

    @AfterEach
    void close() throws Exception {
        if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transactions.rollback();
        }
        desk.close();
    }

    @Test
    void shouldCommitAloneInOnePhase() throws Exception {
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        send("one");
        transactions.commit();

        assertThat(desk.committed()).containsExactly("one");
    }

    @Test
    void shouldCommitWithAnotherResourceInTwoPhases() throws Exception {
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        transactions.getTransaction().enlistResource(new Other(Other.Fault.NONE));
        send("one");
        transactions.commit();

        assertThat(desk.committed()).containsExactly("one");
        assertThat(desk.outbound().recoverable()).isEmpty();
    }

    @Test
    void shouldRollBackWhenTheOtherResourceDoesNotPrepare() throws Exception {
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        transactions.getTransaction().enlistResource(new Other(Other.Fault.PREPARE));
        send("one");

        assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);

        assertThat(desk.committed()).isEmpty();
        assertThat(desk.outbound().recoverable()).isEmpty();
    }

    @Test
    void shouldRollBackByRollbackOnly() throws Exception {
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        send("one");
        transactions.setRollbackOnly();

        assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);
        assertThat(desk.committed()).isEmpty();
    }

    @Test
    void shouldJoinTheBranchThatASecondConnectionOfTheSameJournalFinds() throws Exception {
        ReportXAResource second = desk.newResource();
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        send("one");
        transactions.getTransaction().enlistResource(second);
        Objects.requireNonNull(second.branch()).send(Desk.TOPIC, "key", "two".getBytes(UTF_8));
        transactions.commit();

        assertThat(desk.committed()).containsExactly("one", "two");
    }

    @Test
    void shouldKeepASuspendedTransactionApart() throws Exception {
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        send("outer");
        Transaction outer = transactions.suspend();
        ReportXAResource inner = desk.newResource();
        transactions.begin();
        transactions.getTransaction().enlistResource(inner);
        Objects.requireNonNull(inner.branch()).send(Desk.TOPIC, "key", "inner".getBytes(UTF_8));
        transactions.rollback();
        transactions.resume(outer);
        send("outer again");
        transactions.commit();

        assertThat(desk.committed()).containsExactly("outer", "outer again");
    }

    @Test
    void shouldRefuseSendsAfterTheReaperHasRolledBack() throws Exception {
        transactions.setTransactionTimeout(1);
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        send("one");
        Branch branch = Objects.requireNonNull(resource.branch());
        long begun = System.nanoTime();
        while (transactions.getStatus() == Status.STATUS_ACTIVE && System.nanoTime() - begun < 10_000_000_000L) {
            Thread.onSpinWait();
        }
        transactions.setTransactionTimeout(0);

        assertThatThrownBy(() -> branch.send(Desk.TOPIC, "late".getBytes(UTF_8)))
                .isInstanceOf(TransactionStateException.class);
        transactions.rollback();
        assertThat(desk.committed()).isEmpty();
    }

    @Test
    void shouldVoteReadOnlyWithoutReports() throws Exception {
        transactions.begin();
        transactions.getTransaction().enlistResource(resource);
        transactions.getTransaction().enlistResource(new Other(Other.Fault.NONE));
        long before = desk.journal().bytes();
        transactions.commit();

        assertThat(desk.journal().bytes()).isEqualTo(before);
    }

    @Test
    void shouldCommitByRecoveryWhatTheJournalCouldNotTakeAtFirst() throws Exception {
        transactions.begin();
        // Its commit comes first, and pulls the journal from under ours.
        transactions.getTransaction().enlistResource(new Other(Other.Fault.NONE) {
            @Override
            public void commit(Xid xid, boolean onePhase) {
                desk.close();
            }
        });
        transactions.getTransaction().enlistResource(resource);
        send("one");
        transactions.commit();

        RecoveryManager recovery = RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
        XARecoveryModule module = (XARecoveryModule) recovery.getModules().stream()
                .filter(XARecoveryModule.class::isInstance)
                .findFirst()
                .orElseThrow();
        XAResourceRecoveryHelper helper = new XAResourceRecoveryHelper() {
            @Override
            public boolean initialise(String parameter) {
                return true;
            }

            @Override
            public XAResource[] getXAResources() {
                return new XAResource[] {desk.newResource()};
            }
        };
        module.addXAResourceRecoveryHelper(helper);
        try {
            recovery.scan();
            assertThat(desk.journal().isOpen())
                    .as("recovery asked a closed journal")
                    .isFalse();
            open();
            assertThat(desk.outbound().preparedCount())
                    .as("nothing was forgotten")
                    .isEqualTo(1);
            recovery.scan();
            recovery.scan();
        } finally {
            module.removeXAResourceRecoveryHelper(helper);
        }

        assertThat(desk.committed()).containsExactly("one");
        assertThat(desk.outbound().recoverable()).isEmpty();
    }

    private void send(String payload) {
        Objects.requireNonNull(resource.branch(), "not enlisted").send(Desk.TOPIC, "key", payload.getBytes(UTF_8));
    }

    /** Another resource manager, for two phases; commits last-in order as it is enlisted. */
    private static class Other implements XAResource {

        private enum Fault {
            NONE,
            PREPARE
        }

        private final Fault fault;

        private Other(Fault fault) {
            this.fault = fault;
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            if (fault == Fault.PREPARE) {
                throw new XAException(XAException.XA_RBROLLBACK);
            }
            return XA_OK;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) {}

        @Override
        public void rollback(Xid xid) {}

        @Override
        public void start(Xid xid, int flags) {}

        @Override
        public void end(Xid xid, int flags) {}

        @Override
        public void forget(Xid xid) {}

        @Override
        public Xid[] recover(int flag) {
            return new Xid[0];
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return other == this;
        }

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }
    }
}
