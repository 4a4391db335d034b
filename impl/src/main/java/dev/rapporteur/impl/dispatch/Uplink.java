package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.thread.Bell;
import java.lang.System.Logger;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The dispatcher's present link, and the pauses between one and the next. Of the dispatcher's thread, but for the trouble.
 *
 * <pre>
 * CLOSED -> OPEN     the pause is over, and a link can be made; else the next pause
 * OPEN   -> CLOSED   lost: the link is abandoned; its receipts count until the next one is opened
 * </pre>
 */
final class Uplink {

    private static final Logger LOG = System.getLogger(Uplink.class.getName());
    private static final long BACKOFF_MS = 50;
    private static final long BACKOFF_MAX_MS = 10_000;

    private final BrokerLink.Factory links;
    private final Bell bell;
    private final Backoff backoff;
    private final Queue<Handover> settled = new ConcurrentLinkedQueue<>();
    private volatile @Nullable String trouble;

    private @Nullable LinkSession session;
    private boolean open;
    private long openAtMs;

    Uplink(BrokerLink.Factory links, RandomGenerator random, Bell bell, long nowMs) {
        this.links = links;
        this.bell = bell;
        this.backoff = new Backoff(BACKOFF_MS, BACKOFF_MAX_MS, random);
        this.openAtMs = nowMs;
    }

    boolean isOpen() {
        return open;
    }

    /** When the next link may be opened. */
    long openAtMs() {
        return openAtMs;
    }

    boolean mayOpen(long nowMs) {
        return !open && nowMs >= openAtMs;
    }

    /** Opens a new link, or pauses. From here on the old one's receipts count no more, also if this fails. */
    void open(long nowMs) {
        session = null;
        try {
            session = new LinkSession(links.open(), settled, bell);
            open = true;
        } catch (BrokerLink.NotOpenedException e) {
            LOG.log(Logger.Level.DEBUG, "No link to Kafka", e);
            lose(String.valueOf(e.getMessage()), nowMs);
        }
    }

    /** As {@link BrokerLink#send}, on the open link. */
    @Nullable
    SendFailure send(Lane lane, OutboundReport report, boolean alone) {
        if (session == null || !open) {
            throw new IllegalStateException("No open link to send " + report);
        }
        return session.send(lane, report, alone);
    }

    /** The next receipt that counts, or null. */
    @Nullable
    Handover receipt() {
        Handover handover = settled.poll();
        while (handover != null && handover.session() != session) {
            handover = settled.poll();
        }
        return handover;
    }

    /** Something was acknowledged: the link is good. */
    void proven() {
        if (open) {
            backoff.reset();
            trouble = null;
        }
    }

    /** Gives the link up, if it is not already; the next one comes after a pause. */
    void lose(String reason, long nowMs) {
        if (open || nowMs >= openAtMs) {
            boolean known = reason.equals(trouble); // said already, and no better since
            LOG.log(known ? Logger.Level.DEBUG : Logger.Level.WARNING, "No link to Kafka for now: {0}", reason);
            trouble = reason;
            openAtMs = nowMs + backoff.nextMs();
        }
        abandon();
    }

    void abandon() {
        open = false;
        if (session != null) {
            session.abandon();
        }
    }

    /** Why there is no link, or why the last one was lost; null once the present one has proven good. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }
}
