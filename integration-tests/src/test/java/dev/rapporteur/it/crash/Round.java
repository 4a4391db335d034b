package dev.rapporteur.it.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One round: clients post while parts are destroyed; then all is healed, and the books must balance. For one thread. */
final class Round {

    private static final long CALM_MS = 3_000;

    private final Scene scene;
    private final Ledgers ledgers;
    private final Topics topics;
    private final long seed;

    Round(Scene scene, int number, long seed) {
        this.scene = scene;
        this.ledgers = new Ledgers(scene);
        this.topics = new Topics(number);
        this.seed = seed;
    }

    /**
     * Plays it.
     *
     * @param log where the steps are noted; beside it, what the clients were told
     * @return what does not balance
     */
    Findings play(Plan plan, Path log, Tally tally) throws SQLException, InterruptedException {
        topics.create(scene.kafka());
        ledgers.open(topics);
        Map<Book, List<Told>> told;
        long healing;
        try (Clients clients = Clients.start(scene, topics, seed)) {
            new Destroyer(scene, log).perform(plan);
            healing = System.nanoTime();
            scene.heal();
            Thread.sleep(CALM_MS);
            told = clients.stop();
        }
        note(told, log.resolveSibling(log.getFileName() + ".told"));
        Leftovers leftovers = new Leftovers(scene, ledgers);
        leftovers.awaitNone();
        tally.addRecovery(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healing), leftovers.decidedByHand());
        Auditor.Balance balance = new Auditor(scene, ledgers).balance(topics, told);
        tally.addTold(told);
        tally.add(balance);
        return balance.findings();
    }

    private static void note(Map<Book, List<Told>> told, Path log) {
        try {
            Files.write(
                    log,
                    told.values().stream()
                            .flatMap(List::stream)
                            .map(Told::toString)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
