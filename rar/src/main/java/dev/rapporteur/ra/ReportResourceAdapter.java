package dev.rapporteur.ra;

import dev.rapporteur.impl.monitor.EngineStatistics;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.transaction.xa.XAResource;

/**
 * The resource adapter: the defaults of all connection definitions, and the life of their engines.
 * The server starts and stops it, once each.
 */
public class ReportResourceAdapter extends SettingsBean implements ResourceAdapter {

    private static final long serialVersionUID = 1L;

    private final transient EngineSlots slots = new EngineSlots();

    /**
     * Opens the engines of all connection definitions. When it returns, their journals are open.
     *
     * @throws ResourceAdapterInternalException if one can't open, with the engine's words; none is open then
     */
    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        TransactionSynchronizationRegistry registry = context.getTransactionSynchronizationRegistry();
        if (registry == null) {
            throw new ResourceAdapterInternalException(
                    "The server has no TransactionSynchronizationRegistry: enable its transaction manager.");
        }
        try {
            slots.open(new Transactions(registry));
        } catch (RuntimeException e) {
            throw new ResourceAdapterInternalException(e.getMessage(), e);
        }
    }

    /** Closes all engines. When it returns, no thread of theirs is left. */
    @Override
    public void stop() {
        slots.close();
    }

    final EngineSlots slots() {
        return slots;
    }

    /** The names of the activated connection definitions, in the order of their activation. */
    public final Set<String> definitionNames() {
        Set<String> names = new LinkedHashSet<>();
        slots.all().forEach(slot -> names.add(slot.config().name()));
        return names;
    }

    /** A reading of each connection definition's counters, by its name; empty while none is open. */
    public final Map<String, EngineStatistics> statistics() {
        Map<String, EngineStatistics> readings = new LinkedHashMap<>();
        for (EngineSlot slot : slots.all()) {
            EngineSlot.Running running = slot.ifRunning();
            if (running != null) {
                readings.put(slot.config().name(), running.engine().statistics());
            }
        }
        return readings;
    }

    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        throw new NotSupportedException("This version of Rapporteur publishes reports; it delivers none to"
                + " message-driven beans. Remove the bean's binding to this resource adapter.");
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        // None is ever active.
    }

    /** For recovery of inbound deliveries, of which there are none: connections are recovered by their factories. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }
}
