package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which partition takes a partition's reports on their way out: its own, unless an operator has mapped it to another one of its
 * topic. Where reports stand, their order and their positions have nothing to do with it. Changed by the journal thread, as Mapped
 * frames say; for any.
 *
 * <p>Former destinations are remembered, for good: a transaction of ours may still hang there. They are no more than the topic has
 * partitions.
 */
public final class Destinations {

    private static final Comparator<PartitionId> ORDER =
            Comparator.comparing(PartitionId::topic).thenComparing(PartitionId::number);

    /** For each that was ever mapped, where it was mapped to, each once; the last one is the present one. */
    private final Map<PartitionId, List<PartitionId>> mapped = new ConcurrentHashMap<>();

    /** Applied again, it changes nothing. */
    void mapped(Frame.Mapped frame) {
        PartitionId from = new PartitionId(frame.topic(), frame.from());
        PartitionId to = new PartitionId(frame.topic(), frame.to());
        mapped.compute(from, (one, before) -> {
            List<PartitionId> all = new ArrayList<>(before == null ? List.of() : before);
            all.remove(to);
            all.add(to);
            return List.copyOf(all);
        });
    }

    /** Where the partition's reports go now. */
    public PartitionId of(PartitionId partition) {
        List<PartitionId> all = mapped.get(partition);
        return all == null ? partition : all.get(all.size() - 1);
    }

    /** Where reports of the partition may ever have gone: the present destination first. */
    public List<PartitionId> everOf(PartitionId partition) {
        List<PartitionId> all = mapped.get(partition);
        if (all == null) {
            return List.of(partition);
        }
        List<PartitionId> ever = new ArrayList<>(all);
        Collections.reverse(ever);
        if (!ever.contains(partition)) {
            ever.add(partition);
        }
        return List.copyOf(ever);
    }

    /** The partitions of which reports may ever have gone there, but for its own. */
    public List<PartitionId> othersEverTo(PartitionId destination) {
        return mapped.entrySet().stream()
                .filter(one ->
                        !one.getKey().equals(destination) && one.getValue().contains(destination))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The mappings in force, from and to, by topic and number. */
    public Map<PartitionId, PartitionId> inForce() {
        Map<PartitionId, PartitionId> inForce = new TreeMap<>(ORDER);
        mapped.keySet().forEach(from -> {
            PartitionId to = of(from);
            if (!to.equals(from)) {
                inForce.put(from, to);
            }
        });
        return inForce;
    }

    /** For a snapshot: applied in this order, they say the same. */
    List<Frame.Mapped> frames() {
        return mapped.keySet().stream()
                .sorted(ORDER)
                .flatMap(from -> mapped.getOrDefault(from, List.of()).stream()
                        .map(to -> new Frame.Mapped(from.topic(), from.number(), to.number())))
                .toList();
    }
}
