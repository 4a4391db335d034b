package dev.rapporteur.impl.journal;

import java.util.concurrent.TimeUnit;

/**
 * How long a group waits to be complete. Callers that were woken by one sync tend to come back together; a sync that starts
 * with the first of them makes all others wait for the one after it. So a group waits for them, a small part of the last
 * sync's time; where that was in vain, the next groups don't. Owned by the journal's thread.
 */
final class Companions {

    /** This part of the last sync's time. */
    private static final int PART = 8;

    private static final long AT_MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A quicker disk has done the next sync before it were worth a wait. */
    private static final long WORTH_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    /** So many groups don't wait after one that did so in vain. */
    private static final int SPARED = 16;

    private int woken;
    private int complete;
    private long until;
    private int spared;

    /**
     * Callers have been woken.
     *
     * @param callers how many
     * @param queued how many others had come until then
     * @param syncNanos how long the sync took that they waited for; 0 if there was none
     * @param now by the clock that {@link #areExpected} is told
     */
    void woken(int callers, int queued, long syncNanos, long now) {
        if (spared > 0) {
            spared--;
        } else if (syncNanos >= WORTH_NANOS && callers + queued > 1) {
            woken = callers;
            complete = callers + queued;
            until = now + Math.min(syncNanos / PART, AT_MOST_NANOS);
        }
    }

    /** Whether more callers may come in time to where so many are. */
    boolean areExpected(int come, long now) {
        if (woken == 0) {
            return false;
        }
        if (come < complete && now - until < 0) {
            return true;
        }
        if (complete - come > woken / 2) {
            spared = SPARED;
        }
        woken = 0;
        return false;
    }
}
