package dev.rapporteur.impl;

import java.lang.System.Logger;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * An engine's beans at the platform's server, registered until they are closed, so that they pin no class loader. A server that
 * takes none costs the beans only, and is named in the log.
 */
final class ManagementBeans implements AutoCloseable {

    private static final String DOMAIN = "dev.rapporteur";

    private static final Logger LOG = System.getLogger(ManagementBeans.class.getName());

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> names = new ArrayList<>();

    /**
     * Registers. The names have the journal's id, since no two engines have one journal.
     *
     * @param byType the beans by their type
     */
    ManagementBeans(String engine, UUID journalId, Map<String, Object> byType) {
        byType.forEach((type, bean) -> {
            String name = DOMAIN + ":type=" + type + ",name=" + ObjectName.quote(engine) + ",journal=" + journalId;
            try {
                names.add(server.registerMBean(bean, new ObjectName(name)).getObjectName());
            } catch (JMException e) {
                LOG.log(
                        Logger.Level.WARNING,
                        "The management bean " + name + " can't be registered, and is not there",
                        e);
            }
        });
    }

    @Override
    public void close() {
        for (ObjectName name : names) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                LOG.log(Logger.Level.WARNING, "The management bean " + name + " can't be taken away", e);
            }
        }
    }
}
