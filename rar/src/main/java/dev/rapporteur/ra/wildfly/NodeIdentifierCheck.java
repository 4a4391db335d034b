package dev.rapporteur.ra.wildfly;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.transaction.xa.Xid;

/**
 * Warns, once, when the transaction manager bears WildFly's default node identifier.
 *
 * <p>The identifier is read from the first transaction's Xid: that is what recovery will judge by,
 * whatever the configuration says. Narayana writes the global id as 28 bytes of its own and the node
 * identifier after them (com.arjuna.ats.jta.xa.XATxConverter).
 */
final class NodeIdentifierCheck {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    private static final int NARAYANA_FORMAT = 131_077;
    private static final int BYTES_BEFORE_IDENTIFIER = 28;
    private static final String DEFAULT = "1";

    private final AtomicBoolean seen = new AtomicBoolean();

    void see(Xid xid) {
        if (!seen.get()
                && seen.compareAndSet(false, true)
                && identifier(xid).filter(DEFAULT::equals).isPresent()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The transaction manager's node identifier is the default \"1\". Two servers with one identifier roll"
                            + " back each other's prepared transactions: reports that their database committed would be"
                            + " lost. Give this server its own, for ever:"
                            + " /subsystem=transactions:write-attribute(name=node-identifier,value=...) or"
                            + " -Djboss.tx.node.id=..., and reload.");
        }
    }

    /** The node identifier within an Xid of Narayana's; empty for any other transaction manager's. */
    static Optional<String> identifier(Xid xid) {
        byte[] global = xid.getGlobalTransactionId();
        if (xid.getFormatId() != NARAYANA_FORMAT || global.length <= BYTES_BEFORE_IDENTIFIER) {
            return Optional.empty();
        }
        return Optional.of(
                new String(Arrays.copyOfRange(global, BYTES_BEFORE_IDENTIFIER, global.length), StandardCharsets.UTF_8));
    }
}
