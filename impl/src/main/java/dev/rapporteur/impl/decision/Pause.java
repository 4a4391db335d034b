package dev.rapporteur.impl.decision;

/** When something is tried again: after pauses that grow from 100 ms to half a minute, or at a time that is told. */
final class Pause {

    private static final long FIRST_MS = 100;
    private static final long LONGEST_MS = 30_000;
    private static final int LAST_DOUBLING = 16;

    private long untilMs;
    private int tries;

    /** It is tried now: if in vain, again after the next longer pause. */
    void longer(long nowMs) {
        until(nowMs + Math.min(LONGEST_MS, FIRST_MS << Math.min(tries, LAST_DOUBLING)));
        tries++;
    }

    /** Not before this time; the next pause is no longer for that. */
    void until(long timeMs) {
        untilMs = timeMs;
    }

    boolean isOver(long nowMs) {
        return untilMs <= nowMs;
    }

    long leftMs(long nowMs) {
        return untilMs - nowMs;
    }

    boolean isFirst() {
        return tries == 0;
    }
}
