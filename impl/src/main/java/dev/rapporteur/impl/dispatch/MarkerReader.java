package dev.rapporteur.impl.dispatch;

import java.time.Duration;

/** Reads the progress topic. For one thread at a time. */
public interface MarkerReader {

    /**
     * Reads all of it, to the end that a reader of uncommitted records sees now: so what a fenced transaction has decided is
     * waited for. Call it when every producer that may have written is fenced ({@link Fencing}).
     *
     * @param within bounds the wait for answers, not the time for records while they come; what could not be read is named in
     *     the result
     * @throws UnansweredException if the topic is not there, may not be read, or no broker answers
     */
    Markers read(Duration within) throws UnansweredException;
}
