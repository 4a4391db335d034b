package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;
import org.jspecify.annotations.Nullable;

/** The way to one broker, as a management client sees it; its getters are what an MXBean carries. Immutable. */
public final class BrokerView {

    private final int broker;
    private final String state;
    private final int reportsInFlight;
    private final long reportsAcknowledged;
    private final double reportsPerSecond;
    private final double latencyP50Ms;
    private final double latencyP99Ms;
    private final double latencyMaxMs;
    private final @Nullable String lastError;
    private final @Nullable String lastErrorAt;

    /**
     * Of one broker.
     *
     * @param broker its id
     * @param state IDLE: no way to it is needed, or a pause comes before the next; SERVED; SILENT: it answers nothing
     * @param reportsInFlight reports that were handed to its client and have no answer yet
     * @param reportsAcknowledged reports that it has taken since it leads partitions of ours, or the journal was opened
     * @param reportsPerSecond reports that it took in the last minute, for each second of that
     * @param latencyP50Ms half of them took no longer from the client to the answer, in the last minute
     * @param latencyP99Ms 99 of 100 took no longer, in the last minute
     * @param latencyMaxMs none took longer, in the last minute
     * @param lastError what went wrong last with the way or a report, over or not; null if nothing has
     * @param lastErrorAt when, ISO 8601 in UTC
     */
    @ConstructorProperties({
        "broker",
        "state",
        "reportsInFlight",
        "reportsAcknowledged",
        "reportsPerSecond",
        "latencyP50Ms",
        "latencyP99Ms",
        "latencyMaxMs",
        "lastError",
        "lastErrorAt"
    })
    public BrokerView(
            int broker,
            String state,
            int reportsInFlight,
            long reportsAcknowledged,
            double reportsPerSecond,
            double latencyP50Ms,
            double latencyP99Ms,
            double latencyMaxMs,
            @Nullable String lastError,
            @Nullable String lastErrorAt) {
        this.broker = broker;
        this.state = state;
        this.reportsInFlight = reportsInFlight;
        this.reportsAcknowledged = reportsAcknowledged;
        this.reportsPerSecond = reportsPerSecond;
        this.latencyP50Ms = latencyP50Ms;
        this.latencyP99Ms = latencyP99Ms;
        this.latencyMaxMs = latencyMaxMs;
        this.lastError = lastError;
        this.lastErrorAt = lastErrorAt;
    }

    /** Its id. */
    public int getBroker() {
        return broker;
    }

    /** IDLE: no way to it is needed, or a pause comes before the next; SERVED; SILENT: it answers nothing. */
    public String getState() {
        return state;
    }

    /** Reports that were handed to its client and have no answer yet. */
    public int getReportsInFlight() {
        return reportsInFlight;
    }

    /** Reports that it has taken since it leads partitions of ours, or the journal was opened. */
    public long getReportsAcknowledged() {
        return reportsAcknowledged;
    }

    /** Reports that it took in the last minute, for each second of that. */
    public double getReportsPerSecond() {
        return reportsPerSecond;
    }

    /** Half of them took no longer from the client to the answer, in the last minute. */
    public double getLatencyP50Ms() {
        return latencyP50Ms;
    }

    /** 99 of 100 took no longer, in the last minute. */
    public double getLatencyP99Ms() {
        return latencyP99Ms;
    }

    /** None took longer, in the last minute. */
    public double getLatencyMaxMs() {
        return latencyMaxMs;
    }

    /** What went wrong last with the way or a report, over or not; null if nothing has. */
    public @Nullable String getLastError() {
        return lastError;
    }

    /** When, ISO 8601 in UTC. */
    public @Nullable String getLastErrorAt() {
        return lastErrorAt;
    }
}
