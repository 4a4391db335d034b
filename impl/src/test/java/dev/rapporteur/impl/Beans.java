package dev.rapporteur.impl;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.ObjectName;

/** An engine's management beans, as a client of the platform's server sees them. */
final class Beans {

    private Beans() {}

    /** The bean of this type of the engine that is open. */
    static <T> T of(String engine, String type, Class<T> face) {
        ObjectName name = find(engine, "type=" + type + ",").iterator().next();
        return JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), name, face);
    }

    /** All beans of engines with this name. */
    static Set<ObjectName> names(String engine) {
        return find(engine, "");
    }

    private static Set<ObjectName> find(String engine, String type) {
        try {
            return ManagementFactory.getPlatformMBeanServer()
                    .queryNames(
                            new ObjectName("dev.rapporteur:" + type + "name=" + ObjectName.quote(engine) + ",*"), null);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
