package dev.rapporteur.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAllocationException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/** A server's pool as the contract has it: a new managed connection for each request, enlisted as configured. */
final class TestPool implements ConnectionManager, ConnectionEventListener {

    private static final long serialVersionUID = 1L;

    /** How the server enlists. */
    enum Support {
        XA,
        LOCAL,
        NONE
    }

    /** What the server has enlisted, to end it. */
    interface Enlisted {
        void commit() throws Exception;

        void rollback() throws Exception;
    }

    private final Support support;
    private final transient ServerTransactions transactions;
    final transient List<ReportManagedConnection> made = new ArrayList<>();
    final transient List<Enlisted> enlisted = new ArrayList<>();
    final transient List<Object> closed = new ArrayList<>();
    final transient List<@Nullable Exception> errors = new ArrayList<>();
    boolean isExhausted;

    TestPool(Support support, ServerTransactions transactions) {
        this.support = support;
        this.transactions = transactions;
    }

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        if (isExhausted) {
            throw new ResourceAllocationException("no managed connection within 5000 ms");
        }
        ReportManagedConnection connection = (ReportManagedConnection) factory.createManagedConnection(null, request);
        connection.addConnectionEventListener(this);
        made.add(connection);
        enlist(connection);
        return connection.getConnection(null, request);
    }

    /** As the server does when a transaction begins, or at once if one is active. */
    void enlist(ManagedConnection connection) throws ResourceException {
        if (support == Support.XA) {
            XAResource resource = connection.getXAResource();
            if (transactions.getTransactionKey() != null) {
                enlistXa(resource, new CountedXid(made.size()));
            }
        } else if (support == Support.LOCAL && transactions.getTransactionKey() != null) {
            connection.getLocalTransaction().begin();
            enlisted.add(new Enlisted() {
                @Override
                public void commit() throws ResourceException {
                    connection.getLocalTransaction().commit();
                }

                @Override
                public void rollback() throws ResourceException {
                    connection.getLocalTransaction().rollback();
                }
            });
        }
    }

    /** Enlists a connection that has been enlisted before, with another Xid. */
    void enlistAgain(ManagedConnection connection) throws ResourceException {
        enlistXa(connection.getXAResource(), new CountedXid(1_000 + enlisted.size()));
    }

    private void enlistXa(XAResource resource, Xid xid) throws ResourceException {
        try {
            resource.start(xid, XAResource.TMNOFLAGS);
        } catch (XAException e) {
            throw new ResourceException("could not enlist", e);
        }
        enlisted.add(new Enlisted() {
            @Override
            public void commit() throws XAException {
                resource.end(xid, XAResource.TMSUCCESS);
                resource.commit(xid, true);
            }

            @Override
            public void rollback() throws XAException {
                resource.end(xid, XAResource.TMFAIL);
                resource.rollback(xid);
            }
        });
    }

    @Override
    public void connectionClosed(ConnectionEvent event) {
        closed.add(event.getConnectionHandle());
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
        errors.add(event.getException());
    }

    @Override
    public void localTransactionStarted(ConnectionEvent event) {
        throw new AssertionError("only for transactions that an application demarcates");
    }

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {
        throw new AssertionError("only for transactions that an application demarcates");
    }

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {
        throw new AssertionError("only for transactions that an application demarcates");
    }

    private record CountedXid(int number) implements Xid {

        @Override
        public int getFormatId() {
            return 1;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {1};
        }
    }
}
