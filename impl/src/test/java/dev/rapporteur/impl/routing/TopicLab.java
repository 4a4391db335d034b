package dev.rapporteur.impl.routing;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.thread.Bell;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A topic that gains and loses partitions in a cluster that the test plays: the directory that sees it, and the fold to which its
 * routes and mappings go. All in the test's thread.
 */
public final class TopicLab {

    /** Its name. */
    public static final String TOPIC = "payments";

    private final Outbound outbound = new Outbound(OutboundListener.NONE, new MemoryBudget(1 << 20), () -> 0);
    private final TopicDirectory topics =
            new TopicDirectory(new Cluster(), outbound, this::route, false, this::nowMs, new Bell(), () -> {});
    private long nowMs;
    private int present;
    private long applied;

    /** Seen with so many partitions. */
    public TopicLab(int partitions) {
        topics.follow(TOPIC);
        see(partitions);
    }

    /** The fold. */
    public Outbound outbound() {
        return outbound;
    }

    /** The directory. */
    public TopicDirectory topics() {
        return topics;
    }

    /** From now on it has so many partitions, and the directory has seen it; 0: it is gone. */
    public void see(int partitions) {
        present = partitions;
        topics.lookNow(TOPIC);
        nowMs += 1_000;
        long unused = topics.turn();
    }

    /** Has one of its partitions' reports sent to another one; that may be itself. */
    public void map(int from, int to) {
        apply(new Frame.Mapped(TOPIC, from, to));
    }

    /** Gives the fold its next frame, in the journal's stead. */
    public void apply(Frame frame) {
        outbound.apply(frame, ++applied, new BlockAt(1, 0, 0));
    }

    /** How many frames the fold was given. */
    public long applied() {
        return applied;
    }

    private boolean route(String topic, int partitions) {
        apply(new Frame.Route(topic, partitions));
        return true;
    }

    private long nowMs() {
        return nowMs;
    }

    private final class Cluster implements ClusterDirectory {

        @Override
        public Map<String, Sighting> describe(Collection<String> names) {
            Map<String, Sighting> sightings = new HashMap<>();
            names.forEach(name -> sightings.put(
                    name,
                    present == 0
                            ? new Absent("It is gone.", true)
                            : new Present(Collections.nCopies(present, 1), OptionalInt.empty())));
            return sightings;
        }

        @Override
        public Sighting create(String topic) {
            throw new UnsupportedOperationException(topic);
        }

        @Override
        public void close() {}
    }
}
