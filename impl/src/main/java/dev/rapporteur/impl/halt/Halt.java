package dev.rapporteur.impl.halt;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happens at halt points. Only in a JVM started with {@code -Drapporteur.haltPoints=true}; there these system properties count,
 * whenever they are set:
 *
 * <pre>
 * rapporteur.halt         the point that halts the process
 * rapporteur.hold         points, separated by commas, at which threads stand still as long as it names them, so that something
 *                         else may die meanwhile. POINT@NAME: only threads whose name ends with -NAME, as an engine's own do
 * rapporteur.held.POINT   how many stand there, as the point is named in rapporteur.hold
 * rapporteur.points       all points that there are, separated by commas
 * </pre>
 *
 * <p>For any thread.
 */
public final class Halt {

    /** Whether this is such a JVM. A constant to the JIT compiler, which leaves out all that depends on it where it is false. */
    public static final boolean ENABLED = Boolean.getBoolean("rapporteur.haltPoints");

    private static final String ARMED = "rapporteur.halt";
    private static final String HOLDING = "rapporteur.hold";
    private static final String HELD = "rapporteur.held.";
    private static final String POINTS = "rapporteur.points";
    private static final String SEPARATOR = ",";

    /** As after kill -9. */
    private static final int STATUS = 137;

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    static {
        if (ENABLED) {
            announce(Arrays.stream(HaltPoint.values()).map(HaltPoint::name).toList());
        }
    }

    private Halt() {}

    /** Says that there are these points. */
    public static synchronized void announce(Collection<String> points) {
        System.setProperty(
                POINTS,
                Stream.concat(named(POINTS), points.stream()).distinct().collect(Collectors.joining(SEPARATOR)));
    }

    /** A thread has reached a point: halts the process if that is armed, and stands still while it holds. */
    public static void at(String point) {
        if (point.equals(System.getProperty(ARMED))) {
            Runtime.getRuntime().halt(STATUS);
        }
        String holding = holding(point);
        if (holding != null) {
            count(HELD + holding, 1);
            while (Objects.equals(holding, holding(point))) {
                LockSupport.parkNanos(POLL_NS);
            }
            count(HELD + holding, -1);
        }
    }

    private static @Nullable String holding(String point) {
        String thread = Thread.currentThread().getName();
        return named(HOLDING)
                .filter(one -> one.equals(point)
                        || (one.startsWith(point + "@") && thread.endsWith("-" + one.substring(point.length() + 1))))
                .findFirst()
                .orElse(null);
    }

    private static Stream<String> named(String property) {
        return Arrays.stream(System.getProperty(property, "").split(SEPARATOR)).filter(one -> !one.isEmpty());
    }

    private static synchronized void count(String property, int change) {
        System.setProperty(property, Integer.toString(Integer.getInteger(property, 0) + change));
    }
}
