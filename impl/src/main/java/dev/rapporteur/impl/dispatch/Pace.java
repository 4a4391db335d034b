package dev.rapporteur.impl.dispatch;

/**
 * How often something that takes its time is asked for: the longer it has taken already, the less often.
 *
 * @param leastMs never sooner than this
 * @param mostMs never later
 * @param part between them, after this part of the time that it has taken
 */
record Pace(long leastMs, long mostMs, int part) {

    /** When to ask again, from now. */
    long pauseMs(long tookMs) {
        return Math.max(leastMs, Math.min(mostMs, tookMs / part));
    }
}
