package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.thread.Bell;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A dispatcher's one link: what it reports waits here for the next turn. Of the dispatcher's thread, but where it says. */
final class LinkSession {

    private final BrokerLink link;
    private final Queue<Handover> settled = new ConcurrentLinkedQueue<>();
    private final Bell bell;
    private boolean lost;
    private @Nullable String trouble;

    LinkSession(BrokerLink link, Bell bell) {
        this.link = link;
        this.bell = bell;
    }

    /** As {@link BrokerLink#send}. */
    @Nullable
    SendFailure send(Lane lane, OutboundReport report, boolean alone) {
        return link.send(report, new Handover(this, lane, report, alone));
    }

    /** On the link's thread: a receipt has come. */
    void settled(Handover handover) {
        settled.add(handover);
        bell.ring();
    }

    /** The next receipt, or null. */
    @Nullable
    Handover receipt() {
        return settled.poll();
    }

    /**
     * The link is of no use any more: gives it up. The first reason counts.
     *
     * @param reason what is wrong with the way to Kafka, as a sentence; null if it is not the link's own fault
     */
    void lose(@Nullable String reason) {
        if (!lost) {
            lost = true;
            trouble = reason;
        }
        abandon();
    }

    boolean isLost() {
        return lost;
    }

    /** Why it was lost, as a sentence; null if it was not, or not by its own fault. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Gives the link up; from any thread, again does nothing. */
    void abandon() {
        link.abandon();
    }
}
