package dev.rapporteur.it.bed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.testkit.wildfly.WildFlyServer;

/** The adapter's counters, as the admin console reads them. */
public final class Statistics {

    private static final String ADDRESS =
            "/subsystem=resource-adapters/resource-adapter=rapporteur.rar/statistics=extended";

    private Statistics() {}

    /** A reading of all counters, summed over the connection definitions. */
    public static JsonNode of(WildFlyServer server) {
        return server.management().read(ADDRESS);
    }
}
