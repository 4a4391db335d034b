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
    /** So many groups don't wait after one that did so in vain. */
    private static final int SPARED = 16;

    private int woken;
    private int complete;
    private long until;
    private int spared;

    /** So many callers have been woken, by a sync that took so long; 0 nanoseconds if there was none. */
    void woken(int callers, long syncNanos, long now) {
        if (spared > 0) {
            spared--;
        } else {
            woken = callers;
            complete = 0;
            until = now + Math.min(syncNanos / PART, AT_MOST_NANOS);
        }
    }

    /** Whether more callers may come in time to where so many are. */
    boolean areExpected(int come, long now) {
        if (woken == 0) {
            return false;
        }
        if (complete == 0) {
            complete = come + woken; // those that came during the sync, and those that it woke
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
