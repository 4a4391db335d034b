package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.DeliveryLog;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.RouteLog;
import java.util.List;
import java.util.Map;

/** What dispatch and routing find out, as frames. For any thread. */
record JournalLogs(Journal journal) implements DeliveryLog, RouteLog {

    @Override
    public void delivered(Map<PartitionId, Long> nextSequences) {
        HaltPoint.BEFORE_DELIVERED.reached();
        List<Position> positions = nextSequences.entrySet().stream()
                .map(next -> new Position(next.getKey().topic(), next.getKey().number(), next.getValue()))
                .toList();
        journal.appendLazily(new Frame.Delivered(positions));
    }

    @Override
    public boolean route(String topic, int partitions) {
        return journal.append(new Frame.Route(topic, partitions)).await() == Append.Outcome.DONE;
    }
}
