package dev.rapporteur.testkit.net;

import java.time.Duration;

/**
 * How a {@link FaultyProxy} carries bytes.
 *
 * @param delay how long each byte is under way, in each direction; as many bytes as before fit in
 * @param bytesPerSecond how many bytes a second each direction of each connection carries
 */
public record Conditions(Duration delay, long bytesPerSecond) {

    /** No delay, no limit. */
    public static final Conditions FAIR = new Conditions(Duration.ZERO, Long.MAX_VALUE);

    /** Each byte is so long under way. */
    public static Conditions delayed(Duration delay) {
        return new Conditions(delay, Long.MAX_VALUE);
    }

    /** So many bytes a second get through. */
    public static Conditions limited(long bytesPerSecond) {
        return new Conditions(Duration.ZERO, bytesPerSecond);
    }
}
