package dev.rapporteur.impl.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** The compacted topic that holds the markers. For one thread at a time; waits for the cluster, bounded. */
public interface ProgressTopic {

    /** In place of a broker's id: any will do. */
    int NO_BROKER = -1;

    /**
     * Who leads it.
     *
     * @param byPartition for each partition that has a leader, the broker's id
     * @param partitions how many it has
     * @param topicId names the topic, also apart from one of the same name before; empty if there is none
     */
    record Leaders(Map<Integer, Integer> byPartition, int partitions, String topicId) {

        /** Copies. */
        public Leaders {
            byPartition = Map.copyOf(byPartition);
        }

        /** The first partition that a broker leads; empty if it leads none. */
        public OptionalInt ledBy(int broker) {
            return byPartition.entrySet().stream()
                    .filter(leader -> leader.getValue() == broker)
                    .mapToInt(Map.Entry::getKey)
                    .min();
        }

        /** One that this broker leads, else any that has a leader; empty if none has. */
        public OptionalInt nearest(int broker) {
            OptionalInt own = ledBy(broker);
            return own.isPresent()
                    ? own
                    : byPartition.keySet().stream().mapToInt(Integer::intValue).min();
        }
    }

    /** There is a topic of that name that can't do, or none, and none can be made: an operator is the cure. */
    final class UnfitException extends Exception {

        private static final long serialVersionUID = 1L;

        /** With a sentence for operators. */
        public UnfitException(String message) {
            super(message);
        }
    }

    /**
     * Sees that it is there and compacted; makes it if it is missing.
     *
     * @throws UnfitException if it can't do
     * @throws UnansweredException if the cluster does not say
     */
    void ensure(Duration within) throws UnfitException, UnansweredException;

    /**
     * The id of the cluster where it is.
     *
     * @throws UnansweredException if the cluster does not say
     */
    String clusterId(Duration within) throws UnansweredException;

    /**
     * Who leads it now.
     *
     * @throws UnansweredException if the cluster does not say
     */
    Leaders leaders(Duration within) throws UnansweredException;
}
