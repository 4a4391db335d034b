package dev.rapporteur.testkit.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.LogManager;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One broker's JVM: formats the storage at the first start, runs Kafka's own server, and creates a file
 * when it serves. Ends orderly on SIGTERM.
 */
final class BrokerMain {

    private BrokerMain() {}

    /**
     * Runs a broker until it is told to end.
     *
     * @param arguments the file with the broker's properties, the cluster's id, the file to create when ready
     */
    public static void main(String[] arguments) throws Exception {
        readLoggingConfiguration();
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.ISO_8859_1)) {
            properties.load(file);
        }
        format(properties, arguments[1]);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-stop"));
        server.startup();
        Files.createFile(Path.of(arguments[2]));
        server.awaitShutdown();
    }

    /** Formats its storage, if that is not done yet. */
    static void format(Properties properties, String clusterId) throws Exception {
        String directory = properties.getProperty("log.dirs");
        new Formatter()
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setClusterId(clusterId)
                .setControllerListenerName(properties.getProperty("controller.listener.names"))
                .setMetadataLogDirectory(directory)
                .addDirectory(directory)
                .setIgnoreFormatted(true)
                .run();
    }

    private static void readLoggingConfiguration() throws IOException {
        try (InputStream configuration = BrokerMain.class.getResourceAsStream("broker-logging.properties")) {
            LogManager.getLogManager().readConfiguration(configuration);
        }
    }
}
