package dev.rapporteur.impl.decision;

import java.util.List;
import java.util.TreeSet;

/** The numbers of an engine's transactions, from 1 upward, and which of them may still become pending. For any thread. */
final class Numbers {

    private final TreeSet<Long> atWork = new TreeSet<>();
    /** Of these nobody knows whether their branch has come into the journal. */
    private final TreeSet<Long> doubtful = new TreeSet<>();

    /** A further branch of theirs is becoming pending, whatever is decided of the earlier ones. */
    private final TreeSet<Long> held = new TreeSet<>();

    private long last;

    /** The next number, for a transaction that is at work from here on. */
    synchronized long take() {
        atWork.add(++last);
        return last;
    }

    /** The transaction is over, or what it has made pending stands in the fold. */
    synchronized void end(long number) {
        atWork.remove(number);
        doubtful.remove(number);
    }

    /** The transaction is over, and whether a branch of it has come into the journal is known when that is opened again. */
    synchronized void doubt(long number) {
        atWork.remove(number);
        doubtful.add(number);
    }

    /** It counts until it is released, even if it ends before. */
    synchronized void hold(long number) {
        held.add(number);
    }

    synchronized void release(long number) {
        held.remove(number);
    }

    /** The journal was opened again: what has come into it stands in the fold. */
    synchronized void clearDoubts() {
        doubtful.clear();
    }

    /** No transaction with a lower number may still become pending. */
    synchronized long lowest() {
        long lowest = last + 1;
        for (TreeSet<Long> some : List.of(atWork, doubtful, held)) {
            if (!some.isEmpty()) {
                lowest = Math.min(lowest, some.first());
            }
        }
        return lowest;
    }
}
