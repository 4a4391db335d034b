package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The partitions whose positions are asked for, and the transactional ids that must be fenced before they can be told. Safe for any
 * thread.
 */
final class Questions {

    private static final Logger LOG = System.getLogger(Questions.class.getName());
    private static final long SILENT_AGAIN_MS = 1_000;
    private static final long SILENT_AGAIN_MAX_MS = 10_000;
    private static final int LONG_EVERY = 4;
    private static final String AT_WORK = "Which of its reports Kafka has is being found out.";

    /** A partition whose position is asked for. */
    static final class Question {

        private final PartitionBuffer buffer;
        private final Set<String> ids;
        private final boolean start;
        private final boolean voided;
        private volatile String state = AT_WORK;
        private volatile @Nullable Long found;
        private volatile long againAtMs = Long.MIN_VALUE;
        private int unanswered;

        private Question(PartitionBuffer buffer, Set<String> ids, boolean start, boolean voided) {
            this.buffer = buffer;
            this.ids = ids;
            this.start = start;
            this.voided = voided;
        }

        PartitionId id() {
            return buffer.id();
        }

        PartitionBuffer buffer() {
            return buffer;
        }

        /** The transactional ids that may have sent to it. */
        Set<String> ids() {
            return ids;
        }

        /** Whether it is about former openings; else about one transaction of this one. */
        boolean start() {
            return start;
        }

        /** Whether the transaction has surely committed nothing, so that no marker of it is missed. */
        boolean voided() {
            return voided;
        }

        /** Whether the last try got no answer: the next one need not keep others waiting. */
        boolean isSilent() {
            return unanswered > 0;
        }

        /** Whether its next try may take long, as it must where Kafka is slow: the second one, and every fourth after that. */
        boolean mayTakeLong() {
            return unanswered % LONG_EVERY == 1;
        }

        /** Nobody answered, for this reason; asked again after a pause that grows. */
        void unanswered(String reason, long nowMs) {
            LOG.log(Logger.Level.DEBUG, "{0}: {1}", id(), reason);
            hold(reason, nowMs + Math.min(SILENT_AGAIN_MAX_MS, SILENT_AGAIN_MS << Math.min(unanswered, 5)));
            unanswered++;
        }

        /** There is none for this reason, as a sentence; asked again at that time. */
        void hold(String reason, long atMs) {
            state = reason;
            againAtMs = atMs;
        }
    }

    private final Set<String> former;
    private final Map<PartitionId, Question> open = new HashMap<>();
    private final Set<PartitionId> known = new HashSet<>();
    /** Their former transactions may still end one way or the other: no question that waits for them can be answered. */
    private final Set<String> undecided = new HashSet<>();
    /** To be fenced before anybody can begin a transaction with them. */
    private final Set<String> unfenced = new TreeSet<>();

    /** At rest: nobody may use one while a question waits for it. */
    private final Set<String> busy = new HashSet<>();
    /** Until all of these are answered, former ids rest: what hangs of them can only be told from what is at work while they do. */
    private final Set<PartitionId> unanswered = new HashSet<>();

    /**
     * Without a question yet.
     *
     * @param former the ids of former openings: all may have sent to any partition
     * @param waiting the partitions that had reports when the journal was opened
     */
    Questions(Set<String> former, Collection<PartitionId> waiting) {
        this.former = Set.copyOf(former);
        this.undecided.addAll(former);
        this.unfenced.addAll(former);
        this.busy.addAll(former);
        this.unanswered.addAll(waiting);
    }

    /** Whether this partition's position has never been asked for: {@link #obstacle} will ask. */
    synchronized boolean isNew(PartitionBuffer buffer) {
        return !known.contains(buffer.id()) && !open.containsKey(buffer.id());
    }

    /** Why nothing may be sent of a partition, as a sentence; null if its position is known, and gone from its buffer. */
    synchronized @Nullable String obstacle(PartitionBuffer buffer) {
        if (known.contains(buffer.id())) {
            return null;
        }
        Question question = open.computeIfAbsent(buffer.id(), id -> new Question(buffer, former, true, false));
        Long next = question.found;
        if (next == null) {
            return question.state;
        }
        if (buffer.deliveredSequence() < next) {
            return "What Kafka has of it already is being noted in the journal.";
        }
        known.add(buffer.id());
        open.remove(buffer.id());
        return null;
    }

    /** Asks anew, for a transaction of this opening. */
    synchronized void doubt(Session.Doubt doubt) {
        undecided.add(doubt.transactionalId());
        unfenced.add(doubt.transactionalId());
        busy.add(doubt.transactionalId());
        for (PartitionBuffer buffer : doubt.buffers()) {
            known.remove(buffer.id());
            open.put(
                    buffer.id(),
                    new Question(
                            buffer,
                            Set.of(doubt.transactionalId()),
                            false,
                            doubt.voided().contains(buffer.id())));
        }
    }

    /**
     * Answers.
     *
     * @param next the sequence of the next report to send
     */
    synchronized void found(Question question, long next) {
        question.found = next;
        unanswered.remove(question.id());
    }

    /** Nothing hangs at the partition, though where it stands is not known: former ids need not rest for it any more. */
    synchronized void looked(Question question) {
        unanswered.remove(question.id());
    }

    /** Whether a transaction of this id may have reports of the partition, and that has not been found out yet. */
    synchronized boolean mayBeIn(PartitionId partition, String id) {
        Question question = open.get(partition);
        if (question == null) {
            return !known.contains(partition) && former.contains(id);
        }
        return question.found == null && question.ids.contains(id);
    }

    /** Whether the id's former transactions may still end one way or the other. */
    synchronized boolean isUndecided(String id) {
        return undecided.contains(id);
    }

    /** A question that is held need not wait for its time. */
    synchronized void retryNow(PartitionBuffer buffer) {
        Question question = open.get(buffer.id());
        if (question != null) {
            question.againAtMs = Long.MIN_VALUE;
        }
    }

    /** Those that are to be fenced; a copy. */
    synchronized List<String> unfenced() {
        return List.copyOf(unfenced);
    }

    /** Whether any question waits for an id's fencing. */
    synchronized boolean waitsForFencing() {
        return !undecided.isEmpty();
    }

    /** Whether the last transactions of all ids of former openings are decided. */
    synchronized boolean isPastOver() {
        return former.stream().noneMatch(undecided::contains);
    }

    /** Nothing unknown can come of an id's former transactions; it can't be used again before it is fenced. */
    synchronized void decided(String id) {
        undecided.remove(id);
    }

    synchronized void fenced(String id) {
        undecided.remove(id);
        unfenced.remove(id);
    }

    /** Shows why questions wait, those for one id, or all. */
    synchronized void explain(@Nullable String id, String reason) {
        for (Question question : open.values()) {
            if (question.found == null && (id == null || question.ids.contains(id))) {
                question.state = reason;
            }
        }
    }

    /** Whether any has no answer yet. */
    synchronized boolean areOpen() {
        return open.values().stream().anyMatch(question -> question.found == null);
    }

    /** Whether it is still to be found out of any partition what former openings have sent. */
    synchronized boolean isPastOpen() {
        return !unanswered.isEmpty() || areOpen(true);
    }

    /** Whether it is still to be found out of any transaction of this opening what became of it. */
    synchronized boolean areDoubtsOpen() {
        return areOpen(false);
    }

    private boolean areOpen(boolean start) {
        return open.values().stream().anyMatch(question -> question.start == start && question.found == null);
    }

    /** Those that can be answered now. */
    synchronized List<Question> due(long nowMs) {
        List<Question> due = new ArrayList<>();
        for (Question question : open.values()) {
            if (question.found == null
                    && nowMs >= question.againAtMs
                    && question.ids.stream().noneMatch(undecided::contains)) {
                due.add(question);
            }
        }
        return due;
    }

    /** Whether the ids are at rest: nobody may use one before no question waits for it. */
    synchronized boolean areAtRest(Set<String> ids) {
        return busy.containsAll(ids);
    }

    /** The ids that no question waits for any more; each is told once. */
    synchronized Set<String> takeSettled() {
        Set<String> settled = new HashSet<>(busy);
        settled.removeAll(unfenced);
        if (!unanswered.isEmpty()) {
            settled.removeAll(former);
        }
        for (Question question : open.values()) {
            if (question.found == null) {
                settled.removeAll(question.ids);
            }
        }
        busy.removeAll(settled);
        return settled;
    }
}
