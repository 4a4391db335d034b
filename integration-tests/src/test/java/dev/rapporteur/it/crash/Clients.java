package dev.rapporteur.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A round's clients: one for each book and server. For one thread. */
final class Clients {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Clients() {}

    /** Starts them. */
    static Clients start(Scene scene, Topics topics, long seed) {
        Clients all = new Clients();
        for (Site site : scene.sites()) {
            for (Book book : Book.values()) {
                String name = topics.of(book) + "-" + site.name();
                Client client = new Client(site, book, topics, name, seed + all.clients.size());
                Thread thread = new Thread(client, name);
                all.clients.add(client);
                all.threads.add(thread);
                thread.start();
            }
        }
        return all;
    }

    /** Waits until each is told once more that it is done. */
    void awaitEachDone() {
        for (Client client : clients) {
            long before = client.done();
            Await.until(client + " is served", PATIENCE, () -> client.done() > before);
        }
    }

    /** When they have ended: each asks for so many single postings more. */
    void askOnceMore(int times) {
        for (Client client : clients) {
            long before = client.done();
            for (int i = 0; i < times; i++) {
                client.ask(Wish.SINGLE);
            }
            assertThat(client.done() - before)
                    .as("postings that %s got done in the calm, as it was told: %s", client, client.told())
                    .isEqualTo(times);
        }
    }

    /** What they were told so far. */
    Map<Book, List<Told>> told() {
        Map<Book, List<Told>> told = new EnumMap<>(Book.class);
        clients.forEach(client ->
                told.computeIfAbsent(client.book(), none -> new ArrayList<>()).addAll(client.told()));
        return told;
    }

    /** Ends them when they have been answered. */
    void stop() {
        clients.forEach(Client::stop);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + thread.getName(), e);
            }
        }
    }
}
