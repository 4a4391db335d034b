package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import java.util.List;

/** Visits a lane and sends what it may send now. Of the dispatcher's thread. */
final class Visits {

    /** What to do with the lane after a visit. */
    enum Outcome {
        /** It may have more to send at once. */
        MORE,
        /** It has nothing to send, or enough in flight: a signal or a receipt brings it back. */
        NOTHING,
        /** It waits for its time. */
        REST,
        /** The link's memory is booked out: a receipt makes room. */
        FULL
    }

    private static final int REPORTS_PER_VISIT = 512;
    private static final long NOT_YET_VISIBLE_AFTER_MS = 1_000;
    private static final long OBSTACLE_RETRY_MS = 500;

    private final Uplink uplink;
    private final Booking booking;
    private final Obstacles obstacles;

    Visits(Uplink uplink, Booking booking, Obstacles obstacles) {
        this.uplink = uplink;
        this.booking = booking;
        this.obstacles = obstacles;
    }

    Outcome visit(Lane lane, long nowMs) {
        if (nowMs < lane.restUntilMs()) {
            return Outcome.REST;
        }
        if (lane.hasEnoughInFlight()) {
            return Outcome.NOTHING;
        }
        String obstacle = obstacles.against(lane.id());
        if (obstacle != null) {
            return obstructed(lane, obstacle, nowMs);
        }
        long room = booking.room(lane.idle());
        if (room <= 0) {
            return Outcome.FULL;
        }
        return lane.probing() ? send(lane, 1, 1, nowMs) : send(lane, REPORTS_PER_VISIT, room, nowMs);
    }

    private static Outcome obstructed(Lane lane, String obstacle, long nowMs) {
        if (!lane.buffer().ready()) {
            return Outcome.NOTHING;
        }
        lane.hold(obstacle);
        lane.restUntil(nowMs + OBSTACLE_RETRY_MS);
        return Outcome.REST;
    }

    private Outcome send(Lane lane, int maxReports, long maxBytes, long nowMs) {
        boolean alone = lane.probing();
        List<OutboundReport> reports = lane.buffer().take(maxReports, maxBytes);
        for (OutboundReport report : reports) {
            SendFailure failure = uplink.send(lane, report, alone);
            if (failure != null) {
                lane.buffer().rewindTo(report.sequence());
                return notTaken(lane, report, failure, nowMs);
            }
            lane.handedOver(report, nowMs);
        }
        return reports.isEmpty() || alone ? Outcome.NOTHING : Outcome.MORE;
    }

    /** Nothing behind the report was sent, so its partition's order is safe whatever follows. */
    private Outcome notTaken(Lane lane, OutboundReport report, SendFailure failure, long nowMs) {
        switch (failure.kind()) {
            case LINK_LOST -> {
                uplink.lose(failure.reason(), nowMs);
                return Outcome.NOTHING;
            }
            case REFUSED -> lane.refused(report, failure.reason(), nowMs);
            case NOT_YET -> {
                lane.notYet(failure.reason(), nowMs, NOT_YET_VISIBLE_AFTER_MS);
                obstacles.recheck(lane.id());
            }
        }
        return Outcome.REST;
    }
}
