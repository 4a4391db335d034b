package dev.rapporteur.demo;

import dev.rapporteur.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One checked round: 200 payments from one client, every fourth rolled back, one plug pulled. Afterwards
 * the reports must be exactly the rows, in order, and the rows exactly the payments that were to commit.
 */
final class Round {

    private static final int PAYMENTS = 200;
    private static final int ROLLED_BACK_EACH = 4;
    private static final int PLUG_PULLED_AT = 102;
    private static final Duration BACK_WITHIN = Duration.ofMinutes(2);
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

    private final Client client;
    private final Desk desk;
    private final Books books;
    private final Story story;

    Round(Client client, Desk desk, Books books, Story story) {
        this.client = client;
        this.desk = desk;
        this.books = books;
        this.story = story;
    }

    /**
     * Runs it.
     *
     * @return whether all came out as it must
     */
    boolean run() {
        story.tell("Paying " + PAYMENTS + " times, every fourth time to fail.");
        for (int number = 1; number <= PAYMENTS; number++) {
            Wish wish = wish(number);
            client.pay(Accounts.of(number), 100L + number, wish);
            if (wish == Wish.PULL_PLUG) {
                Await.until("the desk is back", BACK_WITHIN, () -> desk.rows() != null);
            }
        }
        story.tell("All payments are asked for. Waiting until rows and reports agree.");
        boolean settled = settles();
        if (settled) {
            story.tell("They agree; recovery has finished payment " + PLUG_PULLED_AT + ", which the plug cut through.");
        }
        Books.Copy copy = books.copy();
        System.out.println(new RoundTable(copy, wanted(copy)).text());
        return settled && answersHold(copy);
    }

    private boolean settles() {
        try {
            Await.until("rows and reports agree", SETTLED_WITHIN, () -> {
                Books.Copy copy = books.copy();
                return copy.rows().keySet().equals(wanted(copy))
                        && copy.reconcile().agrees();
            });
            return true;
        } catch (Await.NotInTimeException e) {
            story.trouble("Rows and reports do not agree within " + SETTLED_WITHIN.toSeconds() + " s.");
            return false;
        }
    }

    /** Whether each client was told the truth, and only the pulled plug left one without an answer. */
    private boolean answersHold(Books.Copy copy) {
        List<Long> untrue = copy.attempts().values().stream()
                .filter(attempt -> attempt.answer() != expected(attempt.wish()))
                .map(attempt -> attempt.payment().number())
                .toList();
        if (!untrue.isEmpty()) {
            story.trouble("These payments were answered otherwise than they had to be: " + untrue);
        }
        return untrue.isEmpty();
    }

    private static Answer expected(Wish wish) {
        return switch (wish) {
            case COMMIT -> Answer.COMMITTED;
            case FAIL -> Answer.ROLLED_BACK;
            case PULL_PLUG -> Answer.NONE;
        };
    }

    private static Set<Long> wanted(Books.Copy copy) {
        return copy.attempts().values().stream()
                .filter(attempt -> attempt.wish() != Wish.FAIL)
                .map(attempt -> attempt.payment().number())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Wish wish(int number) {
        if (number == PLUG_PULLED_AT) {
            return Wish.PULL_PLUG;
        }
        return number % ROLLED_BACK_EACH == 0 ? Wish.FAIL : Wish.COMMIT;
    }
}
