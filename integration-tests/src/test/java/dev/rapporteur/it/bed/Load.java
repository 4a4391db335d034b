package dev.rapporteur.it.bed;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.testkit.Await;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients that pay without pause, every fourth time in vain; what fails they leave and go on. Payments are
 * rows and reports in one transaction.
 */
public final class Load implements AutoCloseable {

    /** With this begins what is rolled back. */
    public static final String DECLINED = "declined ";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EVERY = 4;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    private Load() {}

    /** Starts this many clients. */
    public static Load start(App app, Topic topic, int clients) {
        Load load = new Load();
        for (int i = 0; i < clients; i++) {
            String name = "client " + i;
            Thread client = new Thread(() -> load.pay(app, topic, name), name);
            load.clients.add(client);
            client.start();
        }
        return load;
    }

    private void pay(App app, Topic topic, String client) {
        for (int i = 0; !stopped; i++) {
            try {
                if (i % EVERY == 0) {
                    app.call(Payments.class, "decline", topic, DECLINED + client + ": " + i);
                } else {
                    String text = client + ": " + i;
                    app.call(Payments.class, "pay", topic, text);
                    acknowledged.add(text);
                }
            } catch (App.CallFailedException | UncheckedIOException e) {
                // Declined on purpose, or the application is away: whether it committed shows later.
            }
        }
    }

    /** Waits until this many more are acknowledged. */
    public void awaitAcknowledged(int more) {
        int goal = acknowledged.size() + more;
        Await.until("payments are acknowledged again", PATIENCE, () -> acknowledged.size() >= goal);
    }

    /** Ends the clients, and gives what was acknowledged to them. */
    public Set<String> stop() {
        close();
        return Set.copyOf(acknowledged);
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + client.getName(), e);
            }
        }
    }
}
