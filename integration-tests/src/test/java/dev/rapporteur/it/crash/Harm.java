package dev.rapporteur.it.crash;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kind of harm: how it is done and undone, to what kind of part, and how long it lasts. */
enum Harm {
    // Of each: what is harmed, how, and how that is undone; then in ms the shortest and the longest harm, and the rest.
    KILLED_SERVER(Part.SERVER, Act.KILL, Act.START, 0, 2_000, 10_000),
    /** Killed, started, and killed again while it starts or recovers. */
    KILLED_TWICE(Part.SERVER, Act.KILL, Act.START, 0, 500, 10_000),
    REDEPLOYED(Part.SERVER, Act.REDEPLOY, null, 0, 0, 6_000),
    CUT_OFF_SERVER(Part.SERVER, Act.CUT_OFF, Act.JOIN, 1_000, 8_000, 4_000),
    FULL_DISK(Part.SERVER, Act.FILL, Act.FREE, 2_000, 6_000, 3_000),
    FORBIDDEN_JOURNALS(Part.SERVER, Act.FORBID, Act.ALLOW, 2_000, 6_000, 3_000),
    KILLED_BROKER(Part.BROKER, Act.KILL, Act.START, 0, 8_000, 8_000),
    PAUSED_BROKER(Part.BROKER, Act.PAUSE, Act.RESUME, 1_000, 12_000, 5_000),
    KILLED_DATABASE(Part.DATABASE, Act.KILL, Act.START, 0, 4_000, 4_000),
    PAUSED_DATABASE(Part.DATABASE, Act.PAUSE, Act.RESUME, 1_000, 8_000, 4_000);

    private final Part kind;
    private final Act begin;
    private final @Nullable Act end;
    private final int shortestMs;
    private final int longestMs;
    private final int restMs;

    Harm(Part kind, Act begin, @Nullable Act end, int shortestMs, int longestMs, int restMs) {
        this.kind = kind;
        this.begin = begin;
        this.end = end;
        this.shortestMs = shortestMs;
        this.longestMs = longestMs;
        this.restMs = restMs;
    }

    /** What it is done to. */
    Part kind() {
        return kind;
    }

    Act begin() {
        return begin;
    }

    /** What undoes it, if anything must. */
    Optional<Act> end() {
        return Optional.ofNullable(end);
    }

    /** How often in a row. */
    int times() {
        return this == KILLED_TWICE ? 2 : 1;
    }

    int shortestMs() {
        return shortestMs;
    }

    int longestMs() {
        return longestMs;
    }

    /** For so long the part is left alone afterwards. */
    int restMs() {
        return restMs;
    }
}
