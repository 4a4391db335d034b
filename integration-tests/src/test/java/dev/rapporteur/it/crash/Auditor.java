package dev.rapporteur.it.crash;

import dev.rapporteur.it.posting.Posting;
import dev.rapporteur.testkit.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Balances the books of a round. It reads the databases by JDBC and the topics as any consumer does, and asks the product nothing.
 * For one thread.
 */
final class Auditor {

    /**
     * What the books hold.
     *
     * @param rows postings
     * @param reports all that arrived
     * @param lostInTheGap transactions that have rows without reports, where {@link Book#mayLoseInTheGap} allows that
     * @param findings all else that does not balance
     */
    record Balance(int rows, int reports, int lostInTheGap, Findings findings) {}

    /** For so long a Kafka transaction that a killed server has left open may hide what has arrived. */
    private static final Duration HIDDEN = Duration.ofSeconds(60);

    private final Scene scene;
    private final Ledgers ledgers;

    Auditor(Scene scene, Ledgers ledgers) {
        this.scene = scene;
        this.ledgers = ledgers;
    }

    /** Waits until the books balance, and tells what they hold; at the end of the wait, too, if they do not. */
    Balance balance(Topics topics, Map<Book, List<Told>> told) throws SQLException {
        try {
            return Await.value("the books balance", HIDDEN, () -> {
                Balance balance = balanceNow(topics, told);
                return balance.findings().isEmpty() ? balance : null;
            });
        } catch (Await.NotInTimeException e) {
            return balanceNow(topics, told);
        }
    }

    private Balance balanceNow(Topics topics, Map<Book, List<Told>> told) throws SQLException {
        Findings findings = new Findings();
        int rows = 0;
        int reports = 0;
        Set<String> lostInTheGap = new HashSet<>();
        for (Book book : Book.values()) {
            Map<String, Told> answers = told.getOrDefault(book, List.of()).stream()
                    .collect(Collectors.toMap(Told::transaction, Function.identity()));
            List<Posting> all = ledgers.postings(book, topics.of(book), false);
            rows += all.size();
            new Audit(book, topics.of(book), findings).checkTold(all, answers);
            for (boolean copied : List.of(false, true)) {
                String topic = copied ? topics.copyOf(book) : topics.of(book);
                Audit audit = new Audit(book, topic, findings);
                List<Arrived> arrived = Arrived.of(scene.kafka().bootstrapServers(), topic);
                reports += arrived.size();
                audit.compare(ledgers.postings(book, topics.of(book), copied), arrived, answers);
                audit.checkOrder(arrived);
                lostInTheGap.addAll(audit.lostInTheGap());
            }
        }
        return new Balance(rows, reports, lostInTheGap.size(), findings);
    }
}
