package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** The hand of an operator, by the adapter's management beans. */
@ApplicationScoped
public class Operator {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    /** A connection definition's, the oldest first, one a line: Xid, proof, and why it can't be decided, separated by tabs. */
    public String undecided(String definition) throws JMException {
        CompositeData[] branches =
                (CompositeData[]) server.getAttribute(bean("UndecidedBranches", definition), "Undecided");
        return Arrays.stream(branches)
                .map(branch -> Stream.of("xid", "proof", "unprovable")
                        .map(field -> String.valueOf(branch.get(field)))
                        .collect(Collectors.joining("\t")))
                .collect(Collectors.joining("\n"));
    }

    /** Decides one, or releases it. */
    public void decide(String definition, String xid, String decision) throws JMException {
        invoke("UndecidedBranches", definition, decision, xid);
    }

    /** How many reports the journal has not noted as delivered. */
    public long waiting(String definition) throws JMException {
        return (Long) server.getAttribute(bean("Drain", definition), "ReportsWaiting");
    }

    /** How many of a topic's reports are parked. */
    public long parked(String definition, String topic) throws JMException {
        return parkedOf(definition, topic).count();
    }

    /** Sends a topic's parked reports again. */
    public void retry(String definition, String topic) throws JMException {
        for (CompositeData report : parkedOf(definition, topic).toList()) {
            invoke("ParkedReports", definition, "retry", topic, report.get("partition"), report.get("sequence"));
        }
    }

    /** Gives them up. */
    public void drop(String definition, String topic, String reason) throws JMException {
        for (CompositeData report : parkedOf(definition, topic).toList()) {
            invoke("ParkedReports", definition, "drop", topic, report.get("partition"), report.get("sequence"), reason);
        }
    }

    /** Sends the reports of a lost partition to another one. */
    public void map(String definition, String topic, String from, String to) throws JMException {
        invoke(
                "HeldPartitions",
                definition,
                "mapPartition",
                topic,
                Integer.parseInt(from),
                Integer.parseInt(to),
                "a test says so");
    }

    private Stream<CompositeData> parkedOf(String definition, String topic) throws JMException {
        CompositeData[] all = (CompositeData[]) server.getAttribute(bean("ParkedReports", definition), "Parked");
        return Arrays.stream(all).filter(report -> report.get("topic").equals(topic));
    }

    private void invoke(String type, String definition, String operation, Object... arguments) throws JMException {
        String[] signature = Arrays.stream(arguments).map(Operator::typeOf).toArray(String[]::new);
        server.invoke(bean(type, definition), operation, arguments, signature);
    }

    private static String typeOf(Object argument) {
        if (argument instanceof Integer) {
            return int.class.getName();
        }
        return argument instanceof Long
                ? long.class.getName()
                : argument.getClass().getName();
    }

    private ObjectName bean(String type, String definition) throws JMException {
        ObjectName pattern =
                new ObjectName("dev.rapporteur:type=" + type + ",name=" + ObjectName.quote(definition) + ",*");
        return server.queryNames(pattern, null).iterator().next();
    }
}
