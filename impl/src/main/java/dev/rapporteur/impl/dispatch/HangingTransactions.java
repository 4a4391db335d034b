package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.dispatch.Questions.Question;
import dev.rapporteur.impl.outbound.PartitionId;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends transactions that hang where partitions' reports go, or went. A marker may count what hangs. First the marker is corrected, then
 * the transaction ended: the other way round, a halt between would leave nothing to tell that the marker is wrong. Of the positions'
 * thread, but for {@link #generation}.
 */
final class HangingTransactions {

    private static final Logger LOG = System.getLogger(HangingTransactions.class.getName());
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** What is to be ended, and the markers that this makes wrong. */
    private record Ending(Finality.Hanging hanging, Map<PartitionId, Marker> wrong) {}

    private final Finality finality;
    private final MarkerWriter corrections;
    private final JournalPast past;
    private final ClusterView view;
    private final Questions questions;
    /** Of this opening's markers, where it is not 0. */
    private final Map<PartitionId, Integer> generations = new ConcurrentHashMap<>();

    HangingTransactions(
            Finality finality, MarkerWriter corrections, JournalPast past, ClusterView view, Questions questions) {
        this.finality = finality;
        this.corrections = corrections;
        this.past = past;
        this.view = view;
        this.questions = questions;
    }

    /** That the partition's next marker is to have. Any thread. */
    int generation(PartitionId partition) {
        return generations.getOrDefault(partition, 0);
    }

    /**
     * Ends them, when it is known of all of them which markers that makes wrong.
     *
     * @param question whose reports go where they hang
     * @param finding of that question, with a position
     * @param place where corrections go
     * @param delivered the journal's word: all of it below this sequence is delivered
     * @return where the partition stands
     * @throws UnansweredException if Kafka does not answer, when some may have been ended; or if it can't be told whose reports hang:
     *     correcting a marker that is right would have reports sent twice
     */
    long end(
            Question question,
            List<Finality.Hanging> hanging,
            Findings findings,
            Findings.Finding finding,
            Markers markers,
            Progress.@Nullable Place place,
            long delivered)
            throws UnansweredException {
        List<Ending> endings = new ArrayList<>();
        for (Finality.Hanging one : hanging) {
            endings.add(new Ending(one, wrongOnceEnded(question, one, findings, finding, markers)));
        }
        long next = finding.next();
        for (Ending ending : endings) {
            Finality.Hanging one = ending.hanging();
            for (Map.Entry<PartitionId, Marker> wrong : ending.wrong().entrySet()) {
                long from = wrong.getValue().fromSequence();
                if (wrong.getKey().equals(question.id())) {
                    from = Math.max(from, delivered);
                    next = from;
                }
                correct(one.transactionalId(), wrong.getKey(), wrong.getValue(), from, place);
            }
            LOG.log(Logger.Level.WARNING, "{0} is ended: what it held there is sent again", one);
            finality.abort(one, ANSWER_WITHIN);
        }
        return next;
    }

    /**
     * The markers to correct. What hangs is of one partition ({@link Crossings}): the one whose marker names its offset; or its
     * reports have no marker.
     */
    private Map<PartitionId, Marker> wrongOnceEnded(
            Question question, Finality.Hanging hanging, Findings findings, Findings.Finding finding, Markers markers)
            throws UnansweredException {
        Map<PartitionId, Marker> counting = new LinkedHashMap<>();
        Map<PartitionId, Marker> unclear = new LinkedHashMap<>();
        List<PartitionId> candidates = mayBeIn(question, hanging);
        for (PartitionId one : candidates) {
            Marker marker = one.equals(question.id()) ? finding.marker() : markerOf(one, hanging, findings, markers);
            if (marker != null && Findings.isOfHanging(marker, hanging)) {
                counting.put(one, marker);
            } else if (marker != null && Findings.mayBeOfHanging(marker, hanging)) {
                unclear.put(one, marker);
            }
        }
        if (!counting.isEmpty() || unclear.isEmpty()) {
            return counting;
        }
        if (candidates.size() == 1) {
            return unclear; // nobody else's can hang: it counts as wrong, for better twice than lost
        }
        throw new UnansweredException(hanging + " may hold reports of " + names(unclear.keySet())
                + ", of which Kafka never said where they are, so it is not ended. End it by"
                + " kafka-transactions.sh abort, and see which of these reports are missing.");
    }

    private List<PartitionId> mayBeIn(Question question, Finality.Hanging hanging) {
        Set<PartitionId> all = new LinkedHashSet<>();
        all.add(question.id());
        all.add(hanging.partition());
        all.addAll(view.othersAt(hanging.partition()));
        return all.stream()
                .filter(one -> questions.mayBeIn(one, hanging.transactionalId()))
                .toList();
    }

    private static @Nullable Marker markerOf(
            PartitionId partition, Finality.Hanging hanging, Findings findings, Markers markers)
            throws UnansweredException {
        Findings.Finding finding = findings.atStart(partition, markers, 0);
        if (finding.marker() == null && finding.obstacle() != null) {
            throw new UnansweredException(hanging + " can't be ended before it is known where " + partition
                    + " stands: " + finding.obstacle());
        }
        return finding.marker();
    }

    private static String names(Set<PartitionId> partitions) {
        return String.join(
                ", ", partitions.stream().map(PartitionId::toString).sorted().toList());
    }

    private void correct(String id, PartitionId partition, Marker wrong, long next, Progress.@Nullable Place place)
            throws UnansweredException {
        OptionalInt to = place == null ? OptionalInt.empty() : place.leaders().nearest(ProgressTopic.NO_BROKER);
        if (place == null || to.isEmpty()) {
            throw new UnansweredException("No leader of the progress topic is known.");
        }
        int generation = wrong.incarnation() == past.incarnation() ? wrong.generation() + 1 : 0;
        generations.put(partition, generation);
        corrections.write(
                id,
                partition,
                new Marker(place.clusterId(), past.incarnation(), generation, next),
                to.getAsInt(),
                ANSWER_WITHIN);
    }
}
