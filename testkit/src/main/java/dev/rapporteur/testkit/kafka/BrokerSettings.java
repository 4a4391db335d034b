package dev.rapporteur.testkit.kafka;

import dev.rapporteur.testkit.FreePorts;
import dev.rapporteur.testkit.net.FaultyProxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The properties of a cluster's brokers; those that a test gives win. Deals out the ports. */
final class BrokerSettings {

    private static final int USUAL_REPLICATION = 3;

    private final Map<Integer, Integer> controllerPorts = new TreeMap<>();
    private final Map<String, String> wanted;
    private final @Nullable ClientListener clientListener;

    BrokerSettings(int nodes, Map<String, String> wanted, @Nullable ClientListener clientListener) {
        this.wanted = wanted;
        this.clientListener = clientListener;
        IntStream.rangeClosed(1, nodes).forEach(id -> controllerPorts.put(id, FreePorts.next()));
    }

    Iterable<Integer> ids() {
        return controllerPorts.keySet();
    }

    /**
     * All of one broker's.
     *
     * @param address of the listener that is open to all
     * @param network in front of the clients' listener; null if there is none
     * @param clientPort the port behind it
     */
    Map<String, String> of(
            int id, String address, String dataDirectory, @Nullable FaultyProxy network, int clientPort) {
        Map<String, String> all = new LinkedHashMap<>(defaults());
        Integer controllerPort = controllerPorts.get(id);
        String listeners = "PLAINTEXT://" + address;
        if (controllerPort == null) {
            all.put("process.roles", "broker"); // was added later
        } else {
            listeners += ",CONTROLLER://127.0.0.1:" + controllerPort;
        }
        all.put("node.id", Integer.toString(id));
        all.put("listeners", listeners);
        all.put(
                "controller.quorum.voters",
                controllerPorts.entrySet().stream()
                        .map(node -> node.getKey() + "@127.0.0.1:" + node.getValue())
                        .collect(Collectors.joining(",")));
        all.put("log.dirs", dataDirectory);
        if (clientListener != null && network != null) {
            all.put("listeners", listeners + "," + ClientListener.NAME + "://127.0.0.1:" + clientPort);
            all.put(
                    "advertised.listeners",
                    "PLAINTEXT://" + address + "," + ClientListener.NAME + "://" + network.address());
            all.put(
                    "listener.security.protocol.map",
                    "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT," + ClientListener.NAME + ":"
                            + clientListener.protocol());
            all.putAll(clientListener.properties());
        }
        all.putAll(wanted);
        return all;
    }

    private Map<String, String> defaults() {
        int replication = Math.min(controllerPorts.size(), USUAL_REPLICATION);
        String replicas = Integer.toString(replication);
        String inSync = Integer.toString(Math.max(1, replication - 1));
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("default.replication.factor", replicas),
                Map.entry("min.insync.replicas", inSync),
                Map.entry("offsets.topic.replication.factor", replicas),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", replicas),
                Map.entry("transaction.state.log.min.isr", inSync),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("auto.create.topics.enable", "false"),
                // 30 s after its start a broker would delete what a test wrote with an old timestamp.
                Map.entry("log.retention.ms", "-1"),
                // Without these two a broker takes 128 MiB for the cleaner and 10 MiB for each index.
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                Map.entry("log.index.size.max.bytes", "1048576"));
    }
}
