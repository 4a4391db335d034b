package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.thread.Bell;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One link from its opening to its loss: what it still owes goes to the dispatcher's queue, under this session's name. */
final class LinkSession {

    private final BrokerLink link;
    private final Queue<Handover> settled;
    private final Bell bell;

    LinkSession(BrokerLink link, Queue<Handover> settled, Bell bell) {
        this.link = link;
        this.settled = settled;
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

    /** Gives the link up; from any thread, again does nothing. */
    void abandon() {
        link.abandon();
    }
}
