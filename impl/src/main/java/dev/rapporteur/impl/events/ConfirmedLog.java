package dev.rapporteur.impl.events;

import dev.rapporteur.impl.dispatch.DeliveryLog;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Delivered positions as Confirmed frames, which say of which reports they speak, while anybody observes; else as they come. Of one
 * opening of the journal; for any thread, and never waits.
 *
 * <p>What a dispatcher has confirmed is in memory. What a marker in Kafka says to be there, after a crash, may be in the journal
 * only: then the position is noted piece by piece, as the reports are read back, and the partition waits for that as it waits for
 * any position to be noted. Where they can't be read, the position is noted without them.
 */
public final class ConfirmedLog implements DeliveryLog {

    private static final Logger LOG = System.getLogger(ConfirmedLog.class.getName());

    /** A frame speaks of so many reports at most. */
    private static final int FRAME_REPORTS = 1_000;

    private final Journal journal;
    private final Outbound outbound;
    private final DeliveryLog plain;
    private final InstantSource clock;
    /** Partitions of which reports must be read back first, with the position that is to be noted. */
    private final Map<PartitionId, Long> unread = new ConcurrentHashMap<>();

    /**
     * Over an open journal.
     *
     * @param plain where positions go while nobody observes
     */
    public ConfirmedLog(Journal journal, Outbound outbound, DeliveryLog plain, InstantSource clock) {
        this.journal = journal;
        this.outbound = outbound;
        this.plain = plain;
        this.clock = clock;
    }

    @Override
    public void delivered(Map<PartitionId, Long> nextSequences) {
        if (!outbound.observers().any() && unread.isEmpty()) {
            plain.delivered(nextSequences);
            return;
        }
        nextSequences.forEach((partition, next) -> {
            PartitionBuffer buffer = outbound.partition(partition);
            if (buffer == null) { // nothing ever stood there of which anybody could be told
                plain.delivered(new LinkedHashMap<>(Map.of(partition, next)));
                return;
            }
            unread.merge(partition, next, Math::max);
            note(buffer);
        });
    }

    /** More of the buffer may have been read back. */
    public void ready(PartitionBuffer buffer) {
        if (!unread.isEmpty() && unread.containsKey(buffer.id())) {
            note(buffer);
        }
    }

    /** Looks again for what was to be read back. */
    public void lookAgain() {
        for (PartitionId partition : unread.keySet()) {
            PartitionBuffer buffer = outbound.partition(partition);
            if (buffer != null) {
                ready(buffer);
            }
        }
    }

    private void note(PartitionBuffer buffer) {
        // Within the map's own lock for the partition: two threads must not append its frames in the wrong order.
        Long left = unread.computeIfPresent(buffer.id(), (partition, next) -> {
            PartitionBuffer.Confirmed confirmed = buffer.confirmed(next);
            append(buffer, confirmed);
            if (!confirmed.through() && buffer.isUnreadable()) {
                giveUp(partition, next);
                return null;
            }
            return confirmed.through() ? null : next;
        });
        if (left != null) {
            buffer.wantMore();
        }
    }

    private void append(PartitionBuffer buffer, PartitionBuffer.Confirmed confirmed) {
        List<PartitionBuffer.Confirmed.One> reports = confirmed.reports();
        long atMs = clock.millis();
        for (int from = 0; from < reports.size(); from += FRAME_REPORTS) {
            int to = Math.min(reports.size(), from + FRAME_REPORTS);
            long next =
                    to == reports.size() ? confirmed.next() : reports.get(to).sequence();
            append(
                    buffer.id(),
                    next,
                    atMs,
                    reports.subList(from, to).stream()
                            .map(PartitionBuffer.Confirmed.One::told)
                            .toList());
        }
        if (reports.isEmpty() && confirmed.through()) {
            plain.delivered(new LinkedHashMap<>(Map.of(buffer.id(), confirmed.next())));
        }
    }

    private void append(PartitionId partition, long next, long atMs, List<Observing.Told> reports) {
        HaltPoint.BEFORE_DELIVERED.reached();
        journal.appendLazily(new Observing.Confirmed(partition.topic(), partition.number(), next, atMs, reports));
    }

    private void giveUp(PartitionId partition, long next) {
        LOG.log(
                Logger.Level.ERROR,
                "Kafka has all reports of {0} below {1}, and some of these can''t be read: observers are not told of them",
                partition,
                next);
        plain.delivered(new LinkedHashMap<>(Map.of(partition, next)));
    }
}
