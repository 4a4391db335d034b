package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A dispatcher's one way to Kafka, as long as it lasts. Of the dispatcher's thread, but where it says. */
interface Session {

    /** Makes sessions. Safe for any thread. */
    interface Factory {

        /**
         * A new one; does not wait for Kafka.
         *
         * @param broker the id of the broker whose partitions it is to carry
         * @param bell rung when a receipt has come
         * @throws BrokerLink.NotOpenedException if none can be made now
         */
        Session open(int broker, Bell bell) throws BrokerLink.NotOpenedException;
    }

    /**
     * What may or may not have been delivered when a session ended.
     *
     * @param transactionalId whose last transaction it is
     * @param buffers of the partitions in it
     * @param voided those of them of which it has surely committed nothing; what it holds there may still have to be ended
     */
    record Doubt(String transactionalId, List<PartitionBuffer> buffers, Set<PartitionId> voided) {}

    /** Goes on with what takes time; never waits for Kafka. */
    void turn(long nowMs);

    /** Whether it takes reports now. */
    boolean takes();

    /** Whether it takes more of this lane now; else when something of it is delivered. */
    boolean takes(Lane lane);

    /**
     * Whether a failure of this report, which is taken, or is to be sent, with nothing else of its partition in flight, costs only
     * itself: nothing before it in its partition shares its fate.
     */
    boolean isAlone(Lane lane, OutboundReport report);

    /** As {@link BrokerLink#send}. */
    @Nullable
    SendFailure send(Lane lane, OutboundReport report, boolean alone);

    /** On the link's thread: a receipt has come. */
    void settled(Handover handover);

    /** The next receipt, or null. */
    @Nullable
    Handover receipt();

    /** A report of the lane is acknowledged. */
    void acknowledged(Lane lane);

    /** What is delivered since this was last asked: for each lane the sequence behind it. After all receipts that have come. */
    Map<Lane, Long> takeDelivered();

    /** Whether something of the lane is acknowledged, and not known to be delivered or not. */
    boolean holds(Lane lane);

    /**
     * All lanes were visited.
     *
     * @param more whether more could be sent at once
     */
    void visited(boolean more, long nowMs);

    /** Whether nothing of any lane is held. */
    boolean isSettled();

    /** Whether Kafka owes it an answer besides receipts: to its beginning, or about what it holds. */
    boolean awaitsAnswer();

    /** Asks, now and then, whether it had better be left, in order, for another one to the same broker. True once for each time. */
    boolean wantsToLeave(long nowMs);

    /** When it wants a turn, by the clock; {@link Long#MAX_VALUE}: when it is rung. */
    long dueMs(long nowMs);

    /**
     * It is of no use any more: gives it up. The first reason counts.
     *
     * @param reason what is wrong with the way to Kafka, as a sentence; null if it is not the link's own fault
     */
    void lose(@Nullable String reason);

    /** Gives the link up; from any thread, again does nothing. */
    void abandon();

    /** As {@link #abandon}, when nothing is to go on here: what is open is ended soon, if Kafka answers. */
    void leave();

    boolean isLost();

    /** Why it was lost, as a sentence; null if it was not, or not by its own fault. */
    @Nullable
    String trouble();

    /**
     * Abandons it for good.
     *
     * @return what it leaves behind; null if nothing is in doubt
     */
    @Nullable
    Doubt end();
}
