package dev.rapporteur.impl.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is counted of the way to one broker, over all its dispatchers. Safe for any thread; reading takes no lock. */
final class BrokerFigures {

    /** What went wrong, and when. */
    record Failure(String reason, long atMs) {}

    private final RecentTimes times;
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile @Nullable Failure last;

    BrokerFigures(long nowMs) {
        this.times = new RecentTimes(nowMs);
    }

    /** The broker has taken a report, so long after it was handed to the client. Seldom by two threads at a time. */
    synchronized void acknowledged(long tookNanos, long nowMs) {
        acknowledged.lazySet(acknowledged.getPlain() + 1);
        times.add(TimeUnit.NANOSECONDS.toMicros(tookNanos), nowMs);
    }

    /** Something went wrong with a report, or with the way. Any thread. */
    void failed(String reason, long nowMs) {
        last = new Failure(reason, nowMs);
    }

    BrokerReading read(int broker, BrokerState state, int inFlight, long nowMs) {
        Failure failure = last;
        return new BrokerReading(
                broker,
                state,
                inFlight,
                acknowledged.get(),
                times.read(nowMs),
                failure == null ? null : failure.reason(),
                failure == null ? 0 : nowMs - failure.atMs());
    }
}
