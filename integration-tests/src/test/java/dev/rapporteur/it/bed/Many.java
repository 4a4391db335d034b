package dev.rapporteur.it.bed;

import dev.rapporteur.it.many.FirstPartition;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server with many connection definitions, each with a journal of the smallest segments, and one application for all of them. */
public final class Many {

    /** A segment's size in bytes. */
    public static final int SEGMENT_BYTES = 1 << 20;

    private static final String NAME = "many";

    private Many() {}

    /**
     * Sets one up; it does not run.
     *
     * @param definitions the names, with the settings that are a definition's own
     */
    public static WildFlyServer server(Map<String, Map<String, String>> definitions) {
        Path directory = Bed.directory(NAME);
        WildFlyServer server = Servers.in(directory, NAME, Bed.kafka())
                .systemProperty("rapporteur.haltPoints", "true")
                .systemProperty("rapporteur.segmentBytes", Integer.toString(SEGMENT_BYTES))
                .systemProperty("rapporteur.journalMaxBytes", "16777216")
                .systemProperty("rapporteur.maxReportBytes", "65536")
                .systemProperty("rapporteur.transactionMemoryBytes", "4194304")
                .create();
        List<String> commands = new ArrayList<>(Servers.setUp(
                Archives.write(Archives.rarWithPartitioner(), directory),
                Archives.write(Archives.many(NAME + ".war"), directory)));
        new TreeMap<>(definitions).forEach((name, settings) -> commands.addAll(Servers.definition(name, settings)));
        server.configure(commands);
        return server;
    }

    /** Its application. */
    public static App app(WildFlyServer server) {
        return App.on(server, NAME);
    }

    /** The settings with which reports wait for the partitioner's choice. */
    public static Map<String, String> byChoice() {
        return Map.of("partitioner", FirstPartition.class.getName());
    }
}
