package dev.rapporteur.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One round: clients post while parts are destroyed; then all is healed, and the books must balance. For one thread. */
final class Round {

    private static final int CALM_POSTINGS = 3;

    /** Transactions that each book must have done more than, or the round has shown nothing of it. */
    private static final int TOO_FEW = 10;

    private final Scene scene;
    private final Ledgers ledgers;
    private final Topics topics;
    private final long seed;
    private final Leftovers leftovers;
    private Map<Book, List<Told>> told = Map.of();

    Round(Scene scene, int number, long seed) {
        this.scene = scene;
        this.ledgers = new Ledgers(scene);
        this.leftovers = new Leftovers(scene, ledgers);
        this.topics = new Topics(number);
        this.seed = seed;
    }

    /**
     * Plays it.
     *
     * @param log where the steps are noted; beside it, what the clients were told
     * @return what does not balance
     */
    Findings play(Plan plan, Path log, Tally tally) throws SQLException {
        topics.create(scene.kafka());
        ledgers.open(topics);
        Clients clients = Clients.start(scene, topics, seed);
        long healedFromNanos;
        try {
            new Destroyer(scene, log).perform(plan);
            healedFromNanos = System.nanoTime();
            scene.heal();
            clients.awaitEachDone();
        } finally {
            clients.stop();
        }
        leftovers.awaitNone();
        tally.addRecovery(
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healedFromNanos), leftovers.decidedByHand());
        checkCounts(clients);
        told = clients.told();
        note(log.resolveSibling(log.getFileName() + ".told"));
        Auditor.Balance balance = new Auditor(scene, ledgers).balance(topics, told);
        tally.addTold(told);
        tally.addBalance(balance);
        checkProgress();
        checkGap(balance, plan);
        return balance.findings();
    }

    /** What came after the audit, by what has happened since. If the books still balance, its topics go. */
    Findings auditAgain() throws SQLException {
        leftovers.awaitNone();
        Findings findings = new Auditor(scene, ledgers).balance(topics, told).findings();
        if (findings.isEmpty()) {
            topics.delete(scene.kafka());
        }
        return findings;
    }

    /** A death, as a cut, can end one transaction of each client that the server or the database served. */
    private void checkGap(Auditor.Balance balance, Plan plan) {
        long cuts = plan.count(Act.KILL, Part.SERVER)
                + plan.count(Act.CUT_OFF, Part.SERVER)
                + plan.count(Act.KILL, Part.DATABASE) * scene.sites().size();
        assertThat((long) balance.lostInTheGap())
                .as("transactions that lost their reports between the last resource's commit and the manager's log")
                .isLessThanOrEqualTo(cuts);
    }

    /** In the calm, each adapter counts just what it is asked for. */
    private void checkCounts(Clients clients) {
        Map<String, Counts> expected = new HashMap<>();
        long ofDatabases =
                Arrays.stream(Book.values()).filter(Book::isDecidedByDatabase).count();
        Counts more = new Counts(
                (long) CALM_POSTINGS * Book.values().length,
                (long) CALM_POSTINGS * Book.values().length,
                CALM_POSTINGS * ofDatabases);
        scene.sites().forEach(site -> expected.put(site.name(), Counts.of(site).plus(more)));
        clients.askOnceMore(CALM_POSTINGS);
        leftovers.awaitNone();
        scene.sites()
                .forEach(site -> assertThat(Counts.of(site))
                        .as("what %s counts", site.name())
                        .isEqualTo(expected.get(site.name())));
    }

    private void checkProgress() {
        told.forEach((book, answers) -> assertThat(answers)
                .as("what the clients of %s were told", book)
                .filteredOn(answer -> answer.outcome() == Outcome.OK)
                .hasSizeGreaterThan(TOO_FEW));
    }

    private void note(Path log) {
        try {
            Files.write(
                    log,
                    told.values().stream()
                            .flatMap(List::stream)
                            .map(Told::toString)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("What the clients were told can't be noted in " + log, e);
        }
    }
}
