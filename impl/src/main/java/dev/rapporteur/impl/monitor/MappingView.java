package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;
import org.jspecify.annotations.Nullable;

/** Where a mapped partition's reports go, as a management client sees it; its getters are what an MXBean carries. Immutable. */
public final class MappingView {

    private final String topic;
    private final int from;
    private final int to;
    private final long reportsWaiting;
    private final @Nullable String notice;

    /**
     * Of one partition.
     *
     * @param topic its topic
     * @param from its number
     * @param to that of the one where its reports go
     * @param reportsWaiting how many of them wait
     * @param notice what an operator should do about it, as a sentence; null: nothing
     */
    @ConstructorProperties({"topic", "from", "to", "reportsWaiting", "notice"})
    public MappingView(String topic, int from, int to, long reportsWaiting, @Nullable String notice) {
        this.topic = topic;
        this.from = from;
        this.to = to;
        this.reportsWaiting = reportsWaiting;
        this.notice = notice;
    }

    /** Its topic. */
    public String getTopic() {
        return topic;
    }

    /** The partition in which its reports stand. */
    public int getFrom() {
        return from;
    }

    /** The partition where they go. */
    public int getTo() {
        return to;
    }

    /** Reports that wait. */
    public long getReportsWaiting() {
        return reportsWaiting;
    }

    /** What an operator should do about it, as a sentence; null: nothing. */
    public @Nullable String getNotice() {
        return notice;
    }
}
