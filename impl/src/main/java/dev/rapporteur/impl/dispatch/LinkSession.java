package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.thread.Bell;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** At least once: what is acknowledged is delivered. */
final class LinkSession implements Session {

    private final BrokerLink link;
    private final Queue<Handover> settled = new ConcurrentLinkedQueue<>();
    private final Bell bell;
    private Map<Lane, Long> delivered = new LinkedHashMap<>();
    private boolean lost;
    private @Nullable String trouble;

    LinkSession(BrokerLink link, Bell bell) {
        this.link = link;
        this.bell = bell;
    }

    @Override
    public void turn(long nowMs) {}

    @Override
    public boolean takes() {
        return true;
    }

    @Override
    public boolean takes(Lane lane) {
        return true;
    }

    @Override
    public boolean isAlone(Lane lane, OutboundReport report) {
        return true;
    }

    @Override
    public @Nullable SendFailure send(Lane lane, OutboundReport report, boolean alone) {
        return link.send(report, lane.destination(), new Handover(this, lane, report, alone));
    }

    @Override
    public void settled(Handover handover) {
        settled.add(handover);
        bell.ring();
    }

    @Override
    public @Nullable Handover receipt() {
        return settled.poll();
    }

    @Override
    public void acknowledged(Lane lane) {
        delivered.put(lane, lane.acknowledgedNext());
    }

    @Override
    public Map<Lane, Long> takeDelivered() {
        Map<Lane, Long> taken = delivered;
        delivered = new LinkedHashMap<>();
        return taken;
    }

    /** Never between two turns. */
    @Override
    public boolean holds(Lane lane) {
        return false;
    }

    @Override
    public void visited(boolean more, long nowMs) {}

    @Override
    public boolean isSettled() {
        return true;
    }

    @Override
    public boolean wantsToLeave(long nowMs) {
        return false;
    }

    @Override
    public boolean awaitsAnswer() {
        return false;
    }

    @Override
    public long dueMs(long nowMs) {
        return Long.MAX_VALUE;
    }

    @Override
    public void lose(@Nullable String reason) {
        if (!lost) {
            lost = true;
            trouble = reason;
        }
        abandon();
    }

    @Override
    public void leave() {
        abandon();
    }

    @Override
    public void abandon() {
        link.abandon();
    }

    @Override
    public boolean isLost() {
        return lost;
    }

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    /** What was not acknowledged is sent again, whatever became of it. */
    @Override
    public @Nullable Doubt end() {
        abandon();
        return null;
    }
}
