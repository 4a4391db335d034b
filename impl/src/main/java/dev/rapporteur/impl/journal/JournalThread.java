package dev.rapporteur.impl.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The journal's own thread: takes its turns, sleeps when nothing is due, and closes the journal when it is stopped. The
 * only one that touches the journal's files, since an interrupt of any other would close their channels.
 */
public final class JournalThread {

    private final Journal journal;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopping;

    private JournalThread(Journal journal, String name) {
        this.journal = journal;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /** Starts the thread of an open journal. */
    public static JournalThread start(Journal journal, String name) {
        JournalThread started = new JournalThread(journal, name);
        journal.wakeWith(started::wake);
        started.thread.start();
        return started;
    }

    /**
     * Lets the journal write what waits, close in order, and end its thread.
     *
     * @param timeoutMs how long to wait for that
     * @return whether it has ended
     */
    public boolean stop(long timeoutMs) {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (thread.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!stopping) {
            long due = journal.turn();
            if (due > 0) {
                sleep(due);
            }
        }
        journal.close();
    }

    private void sleep(long nanos) {
        asleep = true;
        // Whoever appended before seeing us asleep is seen here.
        if (!journal.hasWork() && !stopping) {
            LockSupport.parkNanos(journal, nanos);
        }
        asleep = false;
    }
}
