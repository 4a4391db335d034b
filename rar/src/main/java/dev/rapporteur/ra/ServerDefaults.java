package dev.rapporteur.ra;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The settings whose default is the server's: its name, and a place below its data directory. */
final class ServerDefaults {

    /** WildFly and its kin say so in system properties. */
    private static final String NODE_NAME = "jboss.node.name";

    private static final String DATA_DIRECTORY = "jboss.server.data.dir";

    private final UnaryOperator<@Nullable String> properties;

    /** Asks these system properties. */
    ServerDefaults(UnaryOperator<@Nullable String> properties) {
        this.properties = properties;
    }

    /**
     * The texts of a connection definition: its own before the resource adapter's before the server's.
     *
     * @return a new map; without a journal's directory where the server names no data directory
     */
    Map<String, String> below(Map<String, String> adapters, Map<String, String> definitions) {
        Map<String, String> texts = new TreeMap<>(adapters);
        texts.putAll(definitions);
        texts.putIfAbsent("nodeName", nodeName());
        String data = properties.apply(DATA_DIRECTORY);
        if (data != null) {
            String name = texts.getOrDefault("name", "rapporteur");
            texts.putIfAbsent(
                    "journalDirectory",
                    Path.of(data, "rapporteur", name).toAbsolutePath().toString());
        }
        return texts;
    }

    private String nodeName() {
        String name = properties.apply(NODE_NAME);
        if (name != null) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
