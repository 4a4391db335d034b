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
        FULL,
        /** The link is lost. */
        LOST,
        /** It has more to send behind a report that was parked. */
        PARKED
    }

    private static final int REPORTS_PER_VISIT = 512;

    private final Booking booking;
    private final ClusterView cluster;
    private final ParkingLog parkingLog;

    Visits(Booking booking, ClusterView cluster, ParkingLog parkingLog) {
        this.parkingLog = parkingLog;
        this.booking = booking;
        this.cluster = cluster;
    }

    Outcome visit(Session link, Lane lane, long nowMs) {
        if (nowMs < lane.restUntilMs()) {
            return Outcome.REST;
        }
        ParkingLog.Outcome parking = lane.settleParking(nowMs);
        if (parking != null) {
            return parking == ParkingLog.Outcome.PARKED ? Outcome.PARKED : Outcome.REST;
        }
        if (lane.hasEnoughInFlight() || !link.takes(lane)) {
            return Outcome.NOTHING;
        }
        long room = booking.room(lane.idle());
        if (room <= 0) {
            return Outcome.FULL;
        }
        return lane.probing() ? send(link, lane, 1, 1, nowMs) : send(link, lane, REPORTS_PER_VISIT, room, nowMs);
    }

    private Outcome send(Session link, Lane lane, int maxReports, long maxBytes, long nowMs) {
        boolean alone = lane.probing();
        List<OutboundReport> reports = lane.buffer().take(maxReports, maxBytes);
        for (OutboundReport report : reports) {
            boolean costsOthers = alone && !link.isAlone(lane, report);
            if (costsOthers && lane.suspects(report)) {
                lane.buffer().rewindTo(report.sequence());
                return Outcome.NOTHING; // when what is before it is delivered
            }
            SendFailure failure = link.send(lane, report, alone);
            if (failure != null) {
                if (alone && !costsOthers && failure.kind() == SendFailure.Kind.POISON) {
                    park(lane, report, failure.reason(), nowMs);
                    return Outcome.REST;
                }
                if (costsOthers && failure.isRefusal()) {
                    lane.suspect(report);
                }
                lane.buffer().rewindTo(report.sequence());
                return notTaken(link, lane, report, failure, nowMs);
            }
            lane.handedOver(report, nowMs);
        }
        return reports.isEmpty() || alone ? Outcome.NOTHING : Outcome.MORE;
    }

    /** Nothing behind the report was sent, so its partition's order is safe whatever follows. */
    private Outcome notTaken(Session link, Lane lane, OutboundReport report, SendFailure failure, long nowMs) {
        switch (failure.kind()) {
            case LINK_LOST -> {
                link.lose(failure.reason());
                return Outcome.LOST;
            }
            case REFUSED, POISON -> lane.refused(report, failure.reason(), nowMs);
            case NOT_YET -> {
                lane.notYet(failure.reason(), nowMs);
                cluster.recheck(lane.destination());
            }
        }
        return Outcome.REST;
    }

    /** The probe is poison, by its send or by its receipt: parks it, or holds the partition if no more may be parked. */
    void park(Lane lane, OutboundReport report, String reason, long nowMs) {
        String full = parkingLog.full();
        if (full == null) {
            lane.park(report, reason, parkingLog.park(report, reason), nowMs);
        } else {
            lane.notParked(report, reason + " It can't be parked: " + full, nowMs);
        }
    }
}
