package dev.rapporteur.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Statistics;
import dev.rapporteur.it.bed.Undecided;
import dev.rapporteur.testkit.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a round has left to do: in the adapters, the transaction managers' logs, the databases. For one thread. */
final class Leftovers {

    /** So begins the failure. */
    static final String LEFT = "Something is left to do";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Scene scene;
    private final Ledgers ledgers;
    private int decidedByHand;

    Leftovers(Scene scene, Ledgers ledgers) {
        this.scene = scene;
        this.ledgers = ledgers;
    }

    /** Waits until there are none; what no database can prove any more is decided as the recovery guide says. */
    void awaitNone() {
        List<String> left = new ArrayList<>();
        try {
            Await.until("nothing is left to do", PATIENCE, () -> {
                left.clear();
                for (Site site : scene.sites()) {
                    decideByHand(site);
                    left.addAll(of(site));
                }
                int prepared = ledgers.prepared();
                if (prepared > 0) {
                    left.add(prepared + " transactions are prepared in the databases");
                }
                return left.isEmpty();
            });
        } catch (Await.NotInTimeException e) {
            throw new AssertionError(LEFT + ": " + left, e);
        }
    }

    /** Branches that were decided by hand so far. */
    int decidedByHand() {
        return decidedByHand;
    }

    private static List<String> of(Site site) {
        List<String> left = new ArrayList<>();
        JsonNode statistics = Statistics.of(site.server());
        for (String counter : List.of("ReportsWaiting", "ReportsParked", "BranchesPrepared", "BranchesPending")) {
            long count = statistics.get(counter).asLong();
            if (count != 0) {
                left.add(site.name() + ": " + counter + " is " + count + ", held: "
                        + statistics.get("Held").asText());
            }
        }
        JsonNode transactions = Recovery.loggedTransactions(site.server());
        if (!transactions.isEmpty()) {
            left.add(site.name() + ": the transaction manager's log holds " + transactions);
        }
        return left;
    }

    /**
     * By the rows. Only those count that had committed when the database was next killed: a crash has ids given out anew, so later
     * rows of the same id are another transaction's.
     */
    private void decideByHand(Site site) throws SQLException {
        for (Undecided branch : Undecided.of(site.app(), Book.BY_ID.title())) {
            if (!branch.reason().isEmpty()) {
                boolean committed = ledgers.hasPostingOf(branch.transactionId(), nextKill(branch.takenAt()));
                branch.decide(site.app(), Book.BY_ID.title(), committed);
                decidedByHand++;
            }
        }
    }

    private Instant nextKill(Instant after) {
        return scene.databaseKills().stream()
                .filter(kill -> kill.isAfter(after))
                .findFirst()
                .orElse(Instant.now());
    }
}
