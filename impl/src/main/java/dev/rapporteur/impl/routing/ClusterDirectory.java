package dev.rapporteur.impl.routing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Asks the cluster about topics; creates one only when told to. Used by the metadata thread only. */
public interface ClusterDirectory extends AutoCloseable {

    /** In place of a broker's id. */
    int NO_LEADER = -1;

    /** What the cluster says of a topic. */
    sealed interface Sighting {}

    /**
     * It is there.
     *
     * @param leaders for each of its partitions, at least one, the id of the broker that leads it, or {@link #NO_LEADER}
     * @param maxMessageBytes its max.message.bytes, empty when we may not read it
     */
    record Present(List<Integer> leaders, OptionalInt maxMessageBytes) implements Sighting {

        /** Immutable. */
        public Present {
            leaders = List.copyOf(leaders);
        }

        /** Its partition count. */
        int partitions() {
            return leaders.size();
        }
    }

    /**
     * It is not there, or not for us.
     *
     * @param reason a sentence for operators
     * @param missing whether the cluster says that there is none of this name, and that there could be
     */
    record Absent(String reason, boolean missing) implements Sighting {}

    /**
     * The cluster did not say whether it is there, as while it is being created. What was known of it stays.
     *
     * @param reason a sentence for operators
     */
    record Unclear(String reason) implements Sighting {}

    /** The cluster did not answer. */
    final class UnreachableException extends Exception {

        private static final long serialVersionUID = 1L;

        /** With what was asked, and the client's cause. */
        public UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Describes topics; waits for the cluster, bounded by the client's own time-outs (seconds).
     *
     * @param topics the names
     * @return a sighting for each
     * @throws UnreachableException if the cluster answers for none of them
     */
    Map<String, Sighting> describe(Collection<String> topics) throws UnreachableException;

    /**
     * Creates a topic, as configured; waits for the cluster as {@link #describe}.
     *
     * @return what is known of it now: Unclear if it was created, and is to be described soon; else Absent, and why
     * @throws UnreachableException if the cluster does not answer
     */
    Sighting create(String topic) throws UnreachableException;

    /** Gives up what is under way, which fails soon, and answers nothing more; {@link #close} is still due. Any thread. */
    default void abandon() {}

    @Override
    void close();
}
