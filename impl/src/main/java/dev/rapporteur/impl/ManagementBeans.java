package dev.rapporteur.impl;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** An engine's beans at the platform's server, registered until they are closed, so that they pin no class loader. */
final class ManagementBeans implements AutoCloseable {

    private static final String DOMAIN = "dev.rapporteur";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Map<ObjectName, Object> beans = new HashMap<>();

    /**
     * None registered yet. Their names have the journal's id, since no two engines have one journal.
     *
     * @param byType the beans by their type
     */
    ManagementBeans(String engine, UUID journalId, Map<String, Object> byType) {
        byType.forEach((type, bean) -> beans.put(name(engine, journalId, type), bean));
    }

    private static ObjectName name(String engine, UUID journalId, String type) {
        try {
            return new ObjectName(
                    DOMAIN + ":type=" + type + ",name=" + ObjectName.quote(engine) + ",journal=" + journalId);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("No management bean can be named after \"" + engine + "\"", e);
        }
    }

    /** Registers. @throws IllegalStateException if that can't be; then they are to be closed */
    void register() {
        for (Map.Entry<ObjectName, Object> bean : beans.entrySet()) {
            try {
                server.registerMBean(bean.getValue(), bean.getKey());
            } catch (JMException e) {
                throw new IllegalStateException(
                        "The management bean " + bean.getKey() + " can't be registered: " + e, e);
            }
        }
    }

    /** Takes away those that are registered. */
    @Override
    public void close() {
        for (ObjectName name : beans.keySet()) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                // It was not registered, or somebody else has taken it away.
            } catch (JMException e) {
                throw new IllegalStateException("The management bean " + name + " can't be taken away: " + e, e);
            }
        }
    }
}
