package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.DeliveryLog;
import dev.rapporteur.impl.dispatch.ParkingLog;
import dev.rapporteur.impl.dispatch.TransactionalIdLog;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.ParkedReports;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.RouteLog;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What dispatch and routing find out, as frames. For any thread.
 *
 * @param byChoice whether the Route of a topic that is seen for the first time is by choice
 */
record JournalLogs(Journal journal, ParkedReports parked, boolean byChoice, InstantSource clock)
        implements DeliveryLog, RouteLog, ParkingLog, TransactionalIdLog {

    @Override
    public void delivered(Map<PartitionId, Long> nextSequences) {
        HaltPoint.BEFORE_DELIVERED.reached();
        List<Position> positions = nextSequences.entrySet().stream()
                .map(next -> new Position(next.getKey().topic(), next.getKey().number(), next.getValue()))
                .toList();
        journal.appendLazily(new Frame.Delivered(positions));
    }

    @Override
    public @Nullable String full() {
        return parked.full();
    }

    /** In doubt, it stays on its way: the journal has failed, and nothing that lives on it sends anything more. */
    @Override
    public ParkingLog.Ticket park(OutboundReport report, String reason) {
        Append append = journal.append(ParkedReports.parkFrame(report, reason, clock.millis()));
        return () -> {
            Append.Outcome outcome = append.outcome();
            if (outcome == Append.Outcome.DONE) {
                return ParkingLog.Outcome.PARKED;
            }
            return outcome == Append.Outcome.REFUSED ? ParkingLog.Outcome.NOT_PARKED : ParkingLog.Outcome.PENDING;
        };
    }

    @Override
    public TransactionalIdLog.Ticket used(int number, int broker) {
        Append append = journal.append(new Frame.TransactionalIdUsed(number, broker));
        return () -> {
            Append.Outcome outcome = append.outcome();
            if (outcome == Append.Outcome.DONE) {
                return TransactionalIdLog.Outcome.NOTED;
            }
            return outcome == Append.Outcome.REFUSED
                    ? TransactionalIdLog.Outcome.REFUSED
                    : TransactionalIdLog.Outcome
                            .PENDING; // in doubt, too: nothing of a failed journal sends anything more
        };
    }

    @Override
    public boolean route(String topic, int partitions) {
        return journal.append(new Frame.Route(topic, partitions, byChoice)).await() == Append.Outcome.DONE;
    }
}
