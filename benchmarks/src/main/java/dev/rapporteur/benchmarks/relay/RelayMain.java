package dev.rapporteur.benchmarks.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;

/** One relay's JVM. Creates a file when it serves, ends orderly on SIGTERM, and with status 1 when it fails. */
final class RelayMain {

    private static final long STOPPED_WITHIN_S = 20;

    private RelayMain() {}

    /**
     * Carries until it is told to end.
     *
     * @param arguments a {@link RelayTask}'s
     */
    @SuppressWarnings("CatchingUnchecked") // on purpose: whatever ends it ends the process
    public static void main(String[] arguments) throws IOException {
        readLoggingConfiguration();
        RelayTask task = RelayTask.of(arguments);
        Carrier carrier = switch (task.kind()) {
            case DEBEZIUM -> new DebeziumCarrier(task);
            case POLLING -> new PollingCarrier(task);
        };
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(carrier, ended), "relay-stop"));
        int status = 0;
        try {
            carrier.run(() -> create(task.readyFile()));
        } catch (Exception | Error e) {
            e.printStackTrace();
            status = 1;
        } finally {
            ended.countDown();
        }
        // Kafka's and Debezium's threads may be left.
        System.exit(status);
    }

    private static void stop(Carrier carrier, CountDownLatch ended) {
        carrier.stop();
        try {
            if (!ended.await(STOPPED_WITHIN_S, TimeUnit.SECONDS)) {
                System.err.println("The relay does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readLoggingConfiguration() throws IOException {
        try (InputStream configuration = RelayMain.class.getResourceAsStream("relay-logging.properties")) {
            LogManager.getLogManager().readConfiguration(configuration);
        }
    }
}
