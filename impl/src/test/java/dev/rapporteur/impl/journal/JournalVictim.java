package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.TurnThread;
import dev.rapporteur.testkit.Await;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that writes a journal and says what it was told of each number, one line each, as soon as it knows, until its
 * journal won't have any more or somebody kills it. What its lines mean, {@link Told} says. Numbers are drawn and appended
 * under one lock, so that their order is the frames' order.
 */
final class JournalVictim {

    /** A thread gives up after so many numbers in a row that were not acknowledged. */
    private static final int PATIENCE = 3;

    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final VictimPlan plan;
    private final Journal journal;
    private long next;

    private JournalVictim(VictimPlan plan, Journal journal) {
        this.plan = plan;
        this.journal = journal;
        this.next = plan.first();
    }

    public static void main(String[] arguments) throws InterruptedException {
        VictimPlan plan = VictimPlan.ofArguments(arguments);
        Bell bell = new Bell();
        try {
            Journal journal = NumberedFrames.open(plan, new NumberLog(), bell);
            say(Told.OPEN, "");
            TurnThread thread = TurnThread.start("journal", journal, bell);
            new JournalVictim(plan, journal).run();
            journal.stop();
            boolean ended = thread.join(LONG);
            say(Told.END, ended ? "" : "without its thread");
        } catch (JournalException e) {
            say(Told.SHUT, e.getMessage());
        }
    }

    private void run() throws InterruptedException {
        if (plan.waits()) {
            Await.until(plan.go() + " is there", LONG, () -> Files.exists(plan.go()));
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < plan.threads(); i++) {
            Thread thread = new Thread(this::append, "appender-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable failure = journal.failure();
        if (failure != null) {
            say(Told.FAILED, failure.getMessage());
        }
    }

    private void append() {
        int unacknowledged = 0;
        while (unacknowledged < PATIENCE) {
            long number;
            long since;
            Append append;
            synchronized (this) {
                number = next++;
                if (number > plan.last()) {
                    return;
                }
                since = System.nanoTime();
                append = journal.append(NumberedFrames.report(number, plan.payloadBytes()));
            }
            Append.Outcome outcome = append.await();
            if (outcome == Append.Outcome.DONE) {
                say(Told.ACKNOWLEDGED, number + " " + (System.nanoTime() - since) / 1_000);
                unacknowledged = 0;
                continue;
            }
            say(outcome == Append.Outcome.REFUSED ? Told.REFUSED : Told.IN_DOUBT, number + " " + why(append));
            unacknowledged++;
            if (append.cause() instanceof JournalFullException) {
                decide(number);
            }
        }
    }

    private void decide(long number) {
        Append decision = journal.append(NumberedFrames.decision(number));
        if (decision.await() == Append.Outcome.DONE) {
            say(Told.DECIDED, Long.toString(number));
        }
    }

    private static String why(Append append) {
        Throwable cause = append.cause();
        return cause == null ? "" : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** One write for each line, so that a kill leaves whole ones. */
    private static synchronized void say(String what, @Nullable String more) {
        String line = what + " " + String.valueOf(more).replace('\n', ' ') + "\n";
        try {
            OUT.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Nobody listens", e);
        }
    }
}
