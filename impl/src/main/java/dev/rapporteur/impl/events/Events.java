package dev.rapporteur.impl.events;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.ReportId;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.outbound.StoredReport;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Frames of events, as applications see them. */
final class Events {

    private Events() {}

    static List<DeliveryEvent> in(Frame frame) {
        if (frame instanceof Observing.Confirmed confirmed) {
            Instant time = Instant.ofEpochMilli(confirmed.atMs());
            return confirmed.told().stream()
                    .<DeliveryEvent>map(told -> new DeliveryEvent.Delivered(
                            new ReportId(told.incarnation(), told.number()),
                            confirmed.topic(),
                            confirmed.partition(),
                            told.offset() < 0 ? OptionalLong.empty() : OptionalLong.of(told.offset()),
                            time))
                    .toList();
        }
        if (frame instanceof Parking.Parked parked) {
            return StoredReport.in(parked.reports()).stream()
                    .<DeliveryEvent>map(report -> new DeliveryEvent.Parked(
                            report.id(),
                            parked.topic(),
                            parked.partition(),
                            parked.reason(),
                            Instant.ofEpochMilli(parked.atMs())))
                    .toList();
        }
        throw new IllegalArgumentException("No events: " + frame);
    }
}
