package dev.rapporteur.impl.dispatch;

import java.time.Duration;
import java.util.Map;

/**
 * Which broker coordinates the transactions of which id: the leader of the id's partition of {@code __transaction_state}, which the
 * id's hash decides (KIP-98; the brokers' {@code TransactionStateManager.partitionFor}). Immutable.
 *
 * @param leaders for each of that topic's partitions that has a leader, the broker's id
 * @param partitions how many it has; 0: nothing is known
 */
public record Coordinators(Map<Integer, Integer> leaders, int partitions) {

    /** Who tells. For one thread at a time. */
    @FunctionalInterface
    public interface Source {

        /** {@link #UNKNOWN} if the cluster does not say in time, or does not have that topic yet. */
        Coordinators ask(Duration within);
    }

    /** Nothing is known. */
    public static final Coordinators UNKNOWN = new Coordinators(Map.of(), 0);

    /** Copies. */
    public Coordinators {
        leaders = Map.copyOf(leaders);
    }

    /** The id of the broker that coordinates this id's transactions; {@link ProgressTopic#NO_BROKER} if that is not known. */
    public int of(String transactionalId) {
        int hash = transactionalId.hashCode();
        int magnitude = hash == Integer.MIN_VALUE ? 0 : Math.abs(hash);
        return partitions == 0
                ? ProgressTopic.NO_BROKER
                : leaders.getOrDefault(magnitude % partitions, ProgressTopic.NO_BROKER);
    }
}
