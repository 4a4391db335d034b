package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Looks into the server's JVM. */
@ApplicationScoped
public class Diagnosis {

    /** The live threads of the adapter and of Kafka's clients. */
    public long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("rapporteur-") || name.startsWith("kafka-"))
                .count();
    }

    /** Instances of the engine after a full garbage collection, of whatever class loader. */
    public long engines() throws JMException {
        return diagnose("gcClassHistogram")
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals("dev.rapporteur.impl.Engine"))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    /** The class loaders of the adapter's archive, after a full garbage collection. */
    public long classLoaders() throws JMException {
        diagnose("gcClassHistogram");
        return diagnose("vmClassloaders")
                .lines()
                .filter(line -> line.contains("deployment.rapporteur.rar"))
                .count();
    }

    private static String diagnose(String command) throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        command,
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }
}
