package dev.rapporteur.it.crash;

import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.posting.Counter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Posts to one book through one server, and notes what it was told. One thread of its own. */
final class Client implements Runnable {

    private static final int LONGEST_PAUSE_MS = 100;

    private final App app;
    private final Book book;
    private final Topics topics;
    private final String name;
    private final Random random;
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private int asked; // its own thread's; when that has ended, the round's
    private volatile boolean stopped;

    Client(Site site, Book book, Topics topics, String name, long seed) {
        this.app = site.app();
        this.book = book;
        this.topics = topics;
        this.name = name;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        while (!stopped) {
            ask(Wish.any(random, book));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MS)));
        }
    }

    /** Asks once. What no server has heard, since none took the connection, is not noted. */
    void ask(Wish wish) {
        String transaction = name + "-" + asked++;
        String copy = wish == Wish.COPIED ? topics.copyOf(book) : "";
        String account = Topics.ACCOUNTS.get(random.nextInt(Topics.ACCOUNTS.size()));
        try {
            String answer = app.call(
                    Counter.class,
                    wish.method(),
                    book.title(),
                    topics.of(book),
                    copy,
                    account,
                    transaction,
                    wish.postings(),
                    wish.amount(random));
            told.add(new Told(transaction, wish, judge(wish, answer), answer));
        } catch (App.CallFailedException | UncheckedIOException e) {
            if (!(e.getCause() instanceof ConnectException)) {
                told.add(new Told(transaction, wish, Outcome.UNKNOWN, String.valueOf(e.getMessage())));
            }
        }
    }

    /** A commit that fails leaves doubt, unless the transaction manager is sure, or it was bound to fail. */
    private Outcome judge(Wish wish, String answer) {
        if (answer.equals(Counter.DONE)) {
            return Outcome.OK;
        }
        boolean sure = answer.startsWith(Counter.NOT_DONE)
                || wish.isVain()
                || (book.isSureOfFailure() && answer.contains("jakarta.transaction.RollbackException"));
        return sure ? Outcome.FAILED : Outcome.UNKNOWN;
    }

    /** Has it end after the present call. */
    void stop() {
        stopped = true;
    }

    Book book() {
        return book;
    }

    /** How often it was told so far that it is done. */
    long done() {
        return told.stream().filter(answer -> answer.outcome() == Outcome.OK).count();
    }

    /** All so far. */
    List<Told> told() {
        return List.copyOf(told);
    }

    @Override
    public String toString() {
        return "the client " + name;
    }
}
