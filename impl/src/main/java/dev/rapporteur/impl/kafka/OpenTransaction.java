package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * What the receipts of one transaction have told. Written on the client's thread, but for what a send itself finds; read by
 * the dispatcher.
 *
 * <p>When a batch has failed, the client fails all it has not sent yet with the same exception, whatever their partitions
 * ({@code RecordAccumulator.abortUndrainedBatches(lastError)}), after the receipts of that batch. So only the first refused
 * report's partition is to blame.
 */
final class OpenTransaction {

    private final Principal principal;
    private final Map<PartitionId, Long> starts = new ConcurrentHashMap<>();
    private final Map<PartitionId, Long> ends = new ConcurrentHashMap<>();
    private final AtomicInteger onTheirWay = new AtomicInteger();
    private volatile @Nullable PartitionId culprit;
    private volatile @Nullable Exception cause;
    private volatile @Nullable String reason;

    /** Without anything sent. */
    OpenTransaction(Principal principal) {
        this.principal = principal;
    }

    /** A report or a marker is about to be sent. */
    void sending() {
        onTheirWay.incrementAndGet();
    }

    /** One that was sent is acknowledged. Those that fail spoil the transaction. */
    void acknowledged() {
        onTheirWay.decrementAndGet();
    }

    /** Whether all that was sent is acknowledged. */
    boolean isAcknowledged() {
        return onTheirWay.get() == 0;
    }

    /** A report stands there. */
    void acknowledged(PartitionId partition, long offset) {
        starts.merge(partition, offset, Math::min);
        ends.put(partition, offset + 1);
    }

    /** A report that the client had taken for that partition failed. */
    SendFailure failed(OutboundReport report, PartitionId to, Exception failure) {
        SendFailure meaning = RefusalPolicy.failed(report, to, failure, principal);
        boolean first = spoil(meaning.reason(), failure);
        if (!meaning.isRefusal()) {
            return meaning;
        }
        PartitionId partition = report.partition();
        return isToBlame(partition, failure, first)
                ? meaning
                : SendFailure.linkLost("Report " + report.id() + " to " + partition.goingTo(to)
                        + " was in a Kafka transaction that can't be committed: " + reason);
    }

    /** So does the commit. */
    void markerFailed(PartitionId partition, Exception failure) {
        boolean unused = spoil(
                "The marker of " + partition + " is refused by the progress topic: " + Causes.text(failure)
                        + (failure instanceof TopicAuthorizationException
                                ? ". Grant WRITE and READ on that topic to " + principal
                                : ""),
                failure);
    }

    /**
     * It can't be committed any more.
     *
     * @return whether it could until now
     */
    synchronized boolean spoil(String why, Exception failure) {
        if (reason != null) {
            return false;
        }
        cause = failure;
        reason = why;
        return true;
    }

    boolean isSpoilt() {
        return reason != null;
    }

    boolean hasCulprit() {
        return culprit != null;
    }

    @Nullable
    String reason() {
        return reason;
    }

    @Nullable
    Exception cause() {
        return cause;
    }

    Map<PartitionId, Long> starts() {
        return Map.copyOf(starts);
    }

    Map<PartitionId, Long> ends() {
        return Map.copyOf(ends);
    }

    private boolean isToBlame(PartitionId partition, Exception failure, boolean first) {
        if (failure instanceof TopicAuthorizationException unauthorized
                && !unauthorized.unauthorizedTopics().isEmpty()) {
            boolean named = unauthorized.unauthorizedTopics().contains(partition.topic());
            culprit = named ? partition : culprit;
            return named;
        }
        boolean handedOn = !first && failure == cause; // what spoilt the transaction, said to others too
        if (culprit == null && !handedOn) {
            culprit = partition;
        }
        return partition.equals(culprit);
    }
}
