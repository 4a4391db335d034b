package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether what was committed will stay so. A transaction that ended while a partition had no leader may never have ended there
 * (docs/delivery-marker.md, "A trap"). For one thread at a time; waits for the cluster, bounded.
 */
public interface Finality {

    /**
     * A transaction of ours that is open at a partition although its coordinator calls it complete. Whatever its outcome was:
     * it shares that of the next transaction of its producer, unless it is ended on purpose.
     *
     * @param transactionalId whose
     * @param partition where
     * @param producerId by this id the partition knows its producer
     * @param firstOffset where it begins there: nothing from here on can be read
     */
    record Hanging(String transactionalId, PartitionId partition, long producerId, long firstOffset) {}

    /**
     * Begins to ask for partitions' last stable offsets, and does not wait: one that hangs holds up no other's answer. Where a
     * question is under way, none is added.
     *
     * @param answered called for each answer, from any thread
     */
    void ask(Collection<PartitionId> partitions, Runnable answered);

    /** The last stable offsets that were told since the last call: all before them is decided, for good. Does not wait. */
    Map<PartitionId, Long> takeStable();

    /**
     * Where a transaction of an id has ended, although another application's may hold back what can be read there. For partitions
     * to which the id's present transaction, if it has one, sends nothing.
     *
     * @return those where nothing of it is open, among those that answered; none while its coordinator still tells partitions
     */
    Set<PartitionId> ended(String transactionalId, Collection<PartitionId> partitions, Duration within);

    /**
     * What was seen.
     *
     * @param hanging what hangs
     * @param unanswered partitions of which nothing can be told, each with the reason, as a sentence: they did not answer, or a
     *     coordinator still has to tell them how a transaction ended
     * @param unknown ids of which nothing can be told, likewise: their coordinators did not answer, or a transaction is open
     */
    record Look(List<Hanging> hanging, Map<PartitionId, String> unanswered, Map<String, String> unknown) {

        /** Copies. */
        public Look {
            hanging = List.copyOf(hanging);
            unanswered = Map.copyOf(unanswered);
            unknown = Map.copyOf(unknown);
        }
    }

    /**
     * Looks for transactions that hang. Only true while none of the ids is at work: between the questions one would seem so.
     *
     * @throws UnansweredException if the cluster can't be asked
     */
    Look hanging(Collection<String> transactionalIds, Collection<PartitionId> partitions, Duration within)
            throws UnansweredException;

    /**
     * Ends one, by an aborted transaction of the same id: no reader of committed records sees what it held, so all of it is to
     * be sent again. It fences the id's present producer.
     *
     * @throws UnansweredException if that could not be done in time; it may have taken effect, so look again
     */
    void abort(Hanging hanging, Duration within) throws UnansweredException;
}
