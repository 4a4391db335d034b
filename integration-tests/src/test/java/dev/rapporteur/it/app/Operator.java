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

/** The hand of an operator on the branches that nobody has decided yet, by the adapter's management bean. */
@ApplicationScoped
public class Operator {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    /** A connection definition's, the oldest first, one a line: Xid, proof, and why it can't be decided, separated by tabs. */
    public String undecided(String definition) throws JMException {
        CompositeData[] branches = (CompositeData[]) server.getAttribute(bean(definition), "Undecided");
        return Arrays.stream(branches)
                .map(branch -> Stream.of("xid", "proof", "unprovable")
                        .map(field -> String.valueOf(branch.get(field)))
                        .collect(Collectors.joining("\t")))
                .collect(Collectors.joining("\n"));
    }

    /** Decides one. */
    public void decide(String definition, String xid, String decision) throws JMException {
        server.invoke(bean(definition), decision, new Object[] {xid}, new String[] {String.class.getName()});
    }

    private ObjectName bean(String definition) throws JMException {
        ObjectName pattern =
                new ObjectName("dev.rapporteur:type=UndecidedBranches,name=" + ObjectName.quote(definition) + ",*");
        return server.queryNames(pattern, null).iterator().next();
    }
}
