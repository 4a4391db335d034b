package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What markers mean for one journal in one cluster.
 *
 * @param past the journal's
 * @param clusterId the cluster's
 * @param missing what to do without a marker
 */
record Findings(JournalPast past, String clusterId, MissingMarker missing) {

    private static final String ANEW =
            "to send what this journal has not noted as delivered, which may come twice, set progressTopic to a new name"
                    + " and onMissingMarker=RESEND.";

    /**
     * Where a partition stands.
     *
     * @param next the sequence of its next report; meaningless while there is an obstacle
     * @param obstacle why that is not known, as a sentence; null if it is
     * @param warning what may come of it, as a sentence; null: nothing
     * @param marker what says so; null: only the journal
     */
    record Finding(
            long next,
            @Nullable String obstacle,
            @Nullable String warning,
            @Nullable Marker marker) {

        static Finding held(long next, String obstacle) {
            return new Finding(next, obstacle, null, null);
        }
    }

    /**
     * After a start: what was sent in former openings.
     *
     * @param delivered the journal's word
     */
    Finding atStart(PartitionId partition, Markers markers, long delivered) {
        boolean wanted = !past.transactionalIds().isEmpty()
                && !past.closedInOrder()
                && delivered > 0; // else nothing was ever known to be there
        return find(
                partition,
                markers,
                delivered,
                wanted
                        ? "No progress marker of " + partition + " is in Kafka, and the journal was not closed in order"
                        : null);
    }

    /**
     * After a transaction of this opening whose outcome is not known.
     *
     * @param marked whether a marker of the partition was in Kafka before
     */
    Finding afterDoubt(PartitionId partition, Markers markers, long delivered, boolean marked) {
        return find(
                partition,
                markers,
                delivered,
                marked
                        ? "The progress marker of " + partition
                                + " is not in Kafka any more, and a transaction's outcome is not known"
                        : null);
    }

    private Finding withoutMarker(long delivered, @Nullable String gap) {
        if (gap == null) {
            return new Finding(delivered, null, null, null);
        }
        return switch (missing) {
            case HOLD ->
                Finding.held(
                        delivered,
                        gap
                                + ": which reports Kafka has is not known. See whether the progress topic was deleted; to"
                                + " send what the journal has not noted as delivered, which may come twice, set"
                                + " onMissingMarker=RESEND.");
            case RESEND ->
                new Finding(
                        delivered,
                        null,
                        gap
                                + ": what the journal has not noted as delivered is sent, and may come twice, since"
                                + " onMissingMarker is RESEND.",
                        null);
        };
    }

    private Finding find(PartitionId partition, Markers markers, long delivered, @Nullable String gap) {
        String unclear = markers.unclear().get(partition);
        if (unclear != null) {
            return Finding.held(delivered, unclear);
        }
        List<Marker> all = markers.found().getOrDefault(partition, List.of());
        if (all.isEmpty()) {
            return withoutMarker(delivered, gap);
        }
        List<Marker> here = all.stream()
                .filter(marker -> marker.clusterId().equals(clusterId))
                .toList();
        if (here.isEmpty()) {
            return Finding.held(
                    delivered,
                    "The progress markers of " + partition + " are of cluster "
                            + all.get(0).clusterId()
                            + ", and this is cluster " + clusterId + ": point bootstrapServers to the former one, until"
                            + " all reports are delivered there. If it is gone for good: " + ANEW);
        }
        for (Marker marker : here) {
            if (!past.incarnations().contains(marker.incarnation())) {
                return Finding.held(
                        delivered,
                        "A progress marker of " + partition + " was written by opening "
                                + Long.toHexString(marker.incarnation())
                                + " of this journal, which the journal itself does not know: it was copied, or restored"
                                + " from a backup. What was sent since then is not known. Stop this server, and go on"
                                + " with the other journal. If that is gone for good: " + ANEW);
            }
        }
        Marker counts = here.stream().reduce(here.get(0), this::later);
        // What was parked or dropped behind it is only in the journal.
        return new Finding(Math.max(counts.nextSequence(), delivered), null, null, counts);
    }

    private Marker later(Marker a, Marker b) {
        int order = Integer.compare(
                past.incarnations().indexOf(a.incarnation()),
                past.incarnations().indexOf(b.incarnation()));
        return order == 0 ? Marker.later(a, b) : order > 0 ? a : b;
    }

    /**
     * Whether the marker's own transaction is what hangs there: it has committed, and its reports are to be void.
     *
     * @param hanging in the marker's topic
     */
    static boolean isOfHanging(Marker marker, Finality.Hanging hanging) {
        return sentThere(marker, hanging) && marker.firstOffset() == hanging.firstOffset();
    }

    /** Whether that can't be told, since Kafka never said where its reports are. */
    static boolean mayBeOfHanging(Marker marker, Finality.Hanging hanging) {
        return sentThere(marker, hanging) && marker.firstOffset() == Marker.NO_OFFSET;
    }

    private static boolean sentThere(Marker marker, Finality.Hanging hanging) {
        return marker.fromSequence() < marker.nextSequence()
                && marker.takenBy() == hanging.partition().number();
    }
}
