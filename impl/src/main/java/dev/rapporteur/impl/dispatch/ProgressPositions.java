package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.dispatch.Questions.Question;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Exactly once: finds by the markers in Kafka where partitions stand, at the start and when what became of a transaction is not
 * known. Its turns wait for Kafka, bounded, and belong to a thread of their own.
 *
 * <p>A partition:
 *
 * <pre>
 * ASKED  -> ASKED   the transactional ids that may have sent to it are being fenced: at the start all that were ever used, later the
 *                   one in doubt; or its leader, or the progress topic, does not answer
 * ASKED  -> FOUND   all are fenced, what hangs of them there is ended (docs/delivery-marker.md, "A trap"), the markers are read
 * ASKED  -> HELD    the markers say nothing that may be trusted; asked again each 10 s
 * FOUND  -> KNOWN   what Kafka has is noted as delivered, and gone from the buffer
 * KNOWN  -> ASKED   it was in a transaction whose outcome is not known
 * </pre>
 */
public final class ProgressPositions implements Positions, Progress, Turn {

    private static final Logger LOG = System.getLogger(ProgressPositions.class.getName());
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final String NOT_KNOWN = "Which of its reports Kafka has is not known: ";
    /** Partitions that are well answer in milliseconds; those that are not hold others up for no longer, but for a try now and then. */
    private static final Duration LOOK_WITHIN = Duration.ofMillis(1_500);

    private static final long ASK_EVERY_MS = 20;
    private static final long AGAIN_AFTER_MS = 1_000;
    private static final long HELD_AGAIN_AFTER_MS = 10_000;

    /** Who answers. */
    public record Means(
            ProgressTopic topic,
            Coordinators.Source coordinators,
            Fencing.Factory fencing,
            Finality finality,
            MarkerReader markers,
            MarkerWriter corrections) {}

    private final Means means;
    private final JournalPast past;
    private final MissingMarker missing;
    private final FinalityWatch finalityWatch;
    private final ClusterView view;
    private final TransactionalIds ids;
    private final DeliveryLog deliveryLog;
    private final LongSupplier clockMs;
    private final Bell bell;
    private final Runnable found;

    private final Questions questions;
    private final HangingTransactions hangingTransactions;
    private final SeenProgressTopic progressTopic;
    private final FencedIds fencedIds = new FencedIds();
    /** Partitions of which there is a marker in Kafka. */
    private final Set<PartitionId> marked = ConcurrentHashMap.newKeySet();

    private final Fencings fencings;
    private volatile @Nullable String trouble;
    private volatile boolean stopping;
    private String clusterId = "";
    /** The markers as they were when all former ids were decided; null: to be read. */
    private @Nullable Markers atStart;

    /**
     * Without an answer yet.
     *
     * @param finalityWatch on a thread of its own
     * @param view where partitions' reports go
     * @param idPrefix what the journal's transactional ids begin with
     * @param idLog where ids are noted before they are used
     * @param clockMs monotonic milliseconds
     * @param bell rung when there is something to find out
     * @param found called when something was found; from the thread of the turns
     */
    public ProgressPositions(
            Means means,
            JournalPast past,
            MissingMarker missing,
            FinalityWatch finalityWatch,
            ClusterView view,
            String idPrefix,
            TransactionalIdLog idLog,
            DeliveryLog deliveryLog,
            LongSupplier clockMs,
            Bell bell,
            Runnable found) {
        this.means = means;
        this.past = past;
        this.missing = missing;
        this.finalityWatch = finalityWatch;
        this.view = view;
        this.ids = new TransactionalIds(idPrefix, past.transactionalIds(), idLog);
        this.questions = new Questions(ids.all(), past.waiting());
        this.fencings = new Fencings(means.fencing(), questions);
        this.progressTopic = new SeenProgressTopic(means.topic(), means.coordinators());
        this.hangingTransactions =
                new HangingTransactions(means.finality(), means.corrections(), past, view, questions);
        this.deliveryLog = deliveryLog;
        this.clockMs = clockMs;
        this.bell = bell;
        this.found = found;
    }

    /** What delivery exactly once is made of. */
    public Assignment.Parts parts(TransactionalLink.Factory links, LinkMemory memory, ParkingLog parkingLog) {
        return new Assignment.Parts(
                (broker, own) -> open(links, memory, broker, own), true, this, memory, view, deliveryLog, parkingLog);
    }

    private Session open(TransactionalLink.Factory links, LinkMemory memory, int broker, Bell own)
            throws BrokerLink.NotOpenedException {
        TransactionalIds.Lease id = ids.take(broker, progressTopic.coordinators());
        boolean opened = false;
        try {
            Session session = new TransactionSession(
                    broker, id, links.open(id.id()), this, memory.bytes() / 2, own, clockMs.getAsLong());
            opened = true;
            return session;
        } finally {
            if (!opened) {
                id.free();
            }
        }
    }

    @Override
    public @Nullable Place place() {
        return progressTopic.place();
    }

    @Override
    public boolean hasNearer(String transactionalId, int broker) {
        return ids.hasNearer(transactionalId, broker, progressTopic.coordinators());
    }

    @Override
    public FinalityWatch finality() {
        return finalityWatch;
    }

    @Override
    public Marker marker(Place at, PartitionId partition, long from, long next, int takenBy, long firstOffset) {
        int generation = hangingTransactions.generation(partition);
        return new Marker(at.clusterId(), past.incarnation(), generation, from, next, takenBy, firstOffset);
    }

    @Override
    public void marked(Collection<PartitionId> partitions) {
        marked.addAll(partitions);
    }

    @Override
    public void fenced() {
        fencedIds.fenced(clockMs.getAsLong());
    }

    @Override
    public @Nullable String trouble() {
        String present = trouble;
        return present == null ? fencedIds.alarm(clockMs.getAsLong()) : present;
    }

    @Override
    public @Nullable String obstacle(PartitionBuffer buffer) {
        boolean isNew = questions.isNew(buffer);
        String obstacle = questions.obstacle(buffer);
        if (isNew) {
            bell.ring();
        }
        return obstacle;
    }

    @Override
    public void retryNow(PartitionBuffer buffer) {
        questions.retryNow(buffer);
        bell.ring();
    }

    @Override
    public void doubt(Session.Doubt doubt) {
        questions.doubt(doubt);
        bell.ring();
    }

    /** The next turn is the last. Any thread. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    /**
     * Whether this opening must not end in order, or a marker that is missing would be missed no more: what became of a transaction
     * of its own is not found out; or the opening before did not end in order, and what it has sent is not found out of each
     * partition. After the dispatchers' end; any thread.
     */
    public boolean leavesQuestions() {
        return questions.areDoubtsOpen() || (!past.closedInOrder() && questions.isPastOpen());
    }

    @Override
    public long turn() {
        if (stopping) {
            fencings.close();
            return DONE;
        }
        long nowMs = clockMs.getAsLong();
        try {
            clusterId = progressTopic.look(nowMs);
            fencings.turn();
            if (!stopping) {
                resolve(nowMs);
            }
            trouble = null;
        } catch (UnansweredException | ProgressTopic.UnfitException e) {
            trouble = e.getMessage();
            questions.explain(null, NOT_KNOWN + e.getMessage());
            LOG.log(Logger.Level.DEBUG, "Positions can't be found now", e);
            return AGAIN_AFTER_MS;
        }
        return restMs();
    }

    private long restMs() {
        if (questions.waitsForFencing()) {
            return ASK_EVERY_MS;
        }
        return fencings.isEmpty() && !questions.areOpen() ? SeenProgressTopic.LOOK_EVERY_MS : AGAIN_AFTER_MS;
    }

    private void resolve(long nowMs) throws UnansweredException {
        Map<Boolean, List<Question>> due =
                questions.due(nowMs).stream().collect(Collectors.partitioningBy(Question::isSilent));
        List<Question> fresh = due.getOrDefault(false, List.of());
        List<Question> silent = due.getOrDefault(true, List.of());
        boolean othersWait = !fresh.isEmpty() || questions.waitsForFencing();
        boolean mayTakeLong = !othersWait && silent.stream().anyMatch(Question::mayTakeLong);
        answer(new ArrayList<>(fresh), LOOK_WITHIN);
        answer(new ArrayList<>(silent), mayTakeLong ? ANSWER_WITHIN : LOOK_WITHIN);
        questions.takeSettled().forEach(ids::free);
    }

    private void answer(List<Question> due, Duration within) throws UnansweredException {
        if (due.isEmpty() || stopping) {
            return;
        }
        // For the whole pass: what is not looked at is not told.
        Map<Question, List<PartitionId>> where = new HashMap<>();
        due.forEach(question -> where.put(question, view.mayHangAt(question.id())));
        Finality.Look look = look(where, within);
        due.removeIf(question -> {
            String reason = whyUnanswered(question, where.getOrDefault(question, List.of()), look);
            if (reason != null) {
                question.unanswered(NOT_KNOWN + reason, clockMs.getAsLong());
            }
            return reason != null;
        });
        if (due.isEmpty() || stopping) {
            return;
        }
        Markers markers = atStart;
        if (markers == null || !look.hanging().isEmpty() || due.stream().anyMatch(question -> !question.start())) {
            markers = read();
            HaltPoint.AFTER_MARKERS_READ.reached();
        }
        tellAll(due, where, look, markers);
        found.run();
    }

    private void tellAll(
            List<Question> due, Map<Question, List<PartitionId>> where, Finality.Look look, Markers markers) {
        Set<PartitionId> touched = new HashSet<>();
        for (Question question : due) {
            if (stopping) {
                return;
            }
            List<PartitionId> there = where.getOrDefault(question, List.of());
            if (there.stream().anyMatch(touched::contains)) {
                continue; // what was seen there is not so any more, and markers may have been corrected
            }
            List<Finality.Hanging> hanging = look.hanging().stream()
                    .filter(one -> there.contains(one.partition()))
                    .toList();
            hanging.forEach(one -> touched.add(one.partition()));
            try {
                tell(question, markers, hanging);
            } catch (UnansweredException e) {
                question.unanswered(NOT_KNOWN + e.getMessage(), clockMs.getAsLong()); // the others need not wait for it
            }
        }
    }

    /** Why a look does not tell what is to be known for the question; null if it does. */
    private @Nullable String whyUnanswered(Question question, List<PartitionId> where, Finality.Look look) {
        for (PartitionId one : where) {
            String reason = look.unanswered().get(one);
            if (reason != null) {
                return reason;
            }
        }
        for (String id : question.ids()) {
            String reason = look.unknown().get(id);
            if (reason != null) {
                return reason;
            }
        }
        // Ending it needs the id, which its coordinator does not give before all partitions are told.
        return look.hanging().stream()
                .filter(one ->
                        where.contains(one.partition()) && questions.unfenced().contains(one.transactionalId()))
                .findFirst()
                .map(one -> one + " can't be ended before its transactional id is fenced.")
                .orElse(null);
    }

    /** Only ids at rest are asked for: one that is at work again would seem to hang. */
    private Finality.Look look(Map<Question, List<PartitionId>> due, Duration within) throws UnansweredException {
        Set<String> atRest = new HashSet<>();
        Set<PartitionId> partitions = new HashSet<>();
        due.forEach((question, where) -> {
            if (questions.areAtRest(question.ids())) {
                atRest.addAll(question.ids());
                partitions.addAll(where);
            }
        });
        return means.finality().hanging(atRest, partitions, within);
    }

    private Markers read() throws UnansweredException {
        Markers markers = means.markers().read(ANSWER_WITHIN);
        if (!markers.unread().isEmpty()) {
            throw new UnansweredException("Partitions " + markers.unread()
                    + " of the progress topic can't be read; their leaders do not answer, or a transaction hangs"
                    + " there.");
        }
        if (atStart == null && questions.isPastOver()) {
            atStart = markers;
        }
        return markers;
    }

    private void tell(Question question, Markers markers, List<Finality.Hanging> hanging) throws UnansweredException {
        long delivered = question.buffer().acknowledgedSequence(); // which may not be applied as delivered yet
        Findings findings = new Findings(past, clusterId, missing);
        Findings.Finding finding = question.start()
                ? findings.atStart(question.id(), markers, delivered)
                : findings.afterDoubt(
                        question.id(), markers, delivered, marked.contains(question.id()) && !question.voided());
        if (finding.marker() != null) {
            marked.add(question.id());
        }
        String obstacle = finding.obstacle();
        if (obstacle != null) {
            question.hold(obstacle, clockMs.getAsLong() + HELD_AGAIN_AFTER_MS);
            atStart = null; // read anew then
            if (hanging.isEmpty()) {
                questions.looked(question);
            }
            return;
        }
        String warning = finding.warning();
        if (warning != null) {
            LOG.log(Logger.Level.WARNING, warning);
        }
        long next = finding.next();
        if (!hanging.isEmpty()) {
            atStart = null; // some may be corrected
            next = hangingTransactions.end(question, hanging, findings, finding, markers, place(), delivered);
        }
        if (next > question.buffer().deliveredSequence()) { // also what was acknowledged, and could not be noted
            deliveryLog.delivered(new HashMap<>(Map.of(question.id(), next)));
        }
        questions.found(question, next);
    }
}
