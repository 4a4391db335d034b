package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with transactions, all in the test's thread: reports arrive, and coordinators answer, when the test says so. A
 * transactional id has one epoch at a time; what an older one sends is refused.
 */
final class FakeTransactions
        implements TransactionalLink.Factory,
                Fencing.Factory,
                Finality,
                MarkerReader,
                MarkerWriter,
                ProgressTopic,
                Coordinators.Source {

    static final String CLUSTER = "cluster";

    /** How a transaction stands at its coordinator. */
    private enum Fate {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private static final class Transaction {

        private final String id;
        private final Map<PartitionId, Marker> markers = new HashMap<>();
        /** Where it begins in each partition. */
        private final Map<PartitionId, Long> starts = new HashMap<>();
        /** Of the reports that stand in a partition, wherever they went: where the first is, and the offset behind the last. */
        private final Map<PartitionId, Long> startsOf = new HashMap<>();

        private final Map<PartitionId, Long> endsOf = new HashMap<>();
        private final Set<PartitionId> partitions = new TreeSet<>(Comparator.comparing(PartitionId::toString));
        /** Partitions that have not heard of its end, as when they had no leader just then. */
        private final Set<PartitionId> unheard = new HashSet<>();

        /** Partitions that its coordinator still has to tell of its end. */
        private final Set<PartitionId> owed = new HashSet<>();

        private final Map<PartitionId, Fate> late = new HashMap<>();
        private Fate fate = Fate.OPEN;

        Transaction(String id) {
            this.id = id;
        }

        Fate at(PartitionId partition) {
            return owed.contains(partition)
                    ? Fate.OPEN
                    : unheard.contains(partition) ? late.getOrDefault(partition, Fate.OPEN) : fate;
        }

        boolean hangsAt(PartitionId partition) {
            return unheard.contains(partition) && !late.containsKey(partition);
        }

        /** It has ended, and every partition knows how: for good. */
        boolean isSettled() {
            return fate != Fate.OPEN && owed.isEmpty() && late.keySet().containsAll(unheard);
        }
    }

    private record Entry(OutboundReport report, Transaction transaction) {}

    private final Random random;
    private final List<Link> links = new ArrayList<>();
    /** But for those of which nothing can come any more: most, and a life asks all thousands of times. */
    private final List<Link> live = new ArrayList<>();

    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<PartitionId, List<Entry>> logs = new HashMap<>();
    /** How many records of each partition, from the first on, are decided. */
    private final Map<PartitionId, Integer> decided = new HashMap<>();

    private final Map<PartitionId, Long> stable = new LinkedHashMap<>();
    /** Those of which something is open still, as they began: few of thousands. */
    private final List<Transaction> unsettled = new ArrayList<>();
    /** What the progress topic holds: of each partition, by incarnation. */
    private final Map<PartitionId, Map<Long, Marker>> markers = new HashMap<>();

    /** Refuses on arrival; null takes. */
    Function<OutboundReport, @Nullable SendFailure> onArrival = report -> null;

    /** Refuses within send; null takes. */
    Function<OutboundReport, @Nullable SendFailure> onSend = report -> null;

    /** Partitions may miss the ends of transactions. */
    boolean mayMissEnds;

    /** Partitions to which nothing can be written now. */
    private final Set<PartitionId> sick = new HashSet<>();

    /** Partitions that are not there any more: nothing is told of them. */
    final Set<PartitionId> gone = new HashSet<>();

    /** How many records were lost with a partition. */
    private final Map<PartitionId, Integer> lost = new HashMap<>();

    /** Kafka says of no report where it stands. */
    boolean tellsNoOffsets;

    /** No coordinator answers. */
    boolean away;

    /** Who coordinates whose transactions; it makes no difference but for who takes which id. */
    Coordinators coordinators = Coordinators.UNKNOWN;

    FakeTransactions(Random random) {
        this.random = random;
    }

    List<Link> links() {
        return links;
    }

    /** Nothing can be written to the partition, also no end of a transaction. */
    void fallSick(PartitionId partition) {
        sick.add(partition);
    }

    /** Coordinators tell it what they could not. */
    void recover(PartitionId partition) {
        sick.remove(partition);
        unsettled.stream().filter(one -> one.owed.remove(partition)).forEach(one -> tell(one, partition));
    }

    /** The partition goes, with all that it holds, and with whatever hangs there. If it comes again, its offsets go on. */
    void lose(PartitionId partition) {
        gone.add(partition);
        lost.put(partition, logs.getOrDefault(partition, List.of()).size());
        for (Transaction one : unsettled) {
            one.owed.remove(partition);
            if (one.hangsAt(partition)) {
                one.unheard.remove(partition);
            }
        }
    }

    /** The topic that holds them was deleted. */
    void loseMarkers() {
        unsettled.forEach(one -> one.markers.clear());
        markers.clear();
    }

    /** What readers of committed records see of the partition, in order. */
    List<Long> readable(PartitionId partition) {
        return logs.getOrDefault(partition, List.of()).stream()
                .takeWhile(entry -> entry.transaction.at(partition) != Fate.OPEN)
                .filter(entry -> entry.transaction.at(partition) == Fate.COMMITTED)
                .map(entry -> entry.report().sequence())
                .toList();
    }

    /** Of the reports that stand in this partition, what readers of committed records see in each partition, in order. */
    List<List<Long>> readableOf(PartitionId from) {
        return logs.keySet().stream()
                .map(partition -> logs.getOrDefault(partition, List.of()).stream()
                        .skip(lost.getOrDefault(partition, 0))
                        .takeWhile(entry -> entry.transaction.at(partition) != Fate.OPEN)
                        .filter(entry -> entry.transaction.at(partition) == Fate.COMMITTED)
                        .map(Entry::report)
                        .filter(report -> report.partition().equals(from))
                        .map(OutboundReport::sequence)
                        .toList())
                .toList();
    }

    /** Of these reports, what could have been read in partitions that were lost since. */
    Set<Long> lostOf(PartitionId from) {
        Set<Long> sequences = new HashSet<>();
        lost.forEach((partition, count) -> logs.getOrDefault(partition, List.of()).stream()
                .limit(count)
                .filter(entry -> entry.transaction.at(partition) == Fate.COMMITTED)
                .map(Entry::report)
                .filter(report -> report.partition().equals(from))
                .forEach(report -> sequences.add(report.sequence())));
        return sequences;
    }

    /** Everything that is on its way arrives, and every coordinator answers. */
    void arrive() {
        int present = live.size();
        for (int i = 0; i < present; i++) {
            live.get(i).arrive(Integer.MAX_VALUE);
            live.get(i).serve();
        }
        live.removeIf(Link::isOver);
    }

    @Override
    public TransactionalLink open(String transactionalId) {
        Link link = new Link(transactionalId);
        links.add(link);
        live.add(link);
        return link;
    }

    /** The time of all open transactions is over: their coordinators end them, and fence whoever had them. */
    void timeOut() {
        unsettled.stream()
                .filter(one -> one.fate == Fate.OPEN)
                .map(one -> one.id)
                .distinct()
                .toList()
                .forEach(this::fence);
    }

    private Transaction start(String id) {
        Transaction started = new Transaction(id);
        unsettled.removeIf(Transaction::isSettled);
        unsettled.add(started);
        return started;
    }

    private void end(Transaction ending, Fate fate) {
        ending.fate = fate;
        if (fate == Fate.COMMITTED) {
            ending.markers.forEach((partition, marker) -> markers.computeIfAbsent(partition, one -> new HashMap<>())
                    .merge(marker.incarnation(), marker, Marker::later));
        }
        ending.partitions.forEach(partition -> {
            if (gone.contains(partition)) {
                return; // with it whatever it held
            }
            if (sick.contains(partition)) {
                ending.owed.add(partition);
            } else if (mayMissEnds && ending.starts.containsKey(partition) && random.nextInt(10) == 0) {
                ending.unheard.add(partition);
            } else {
                tell(ending, partition);
            }
        });
    }

    /** The partition knows producers, not transactions: what hung of the same one shares this outcome. */
    private void tell(Transaction ending, PartitionId partition) {
        unsettled.stream()
                .filter(one -> one.id.equals(ending.id) && one.hangsAt(partition))
                .forEach(one -> one.late.put(partition, ending.fate));
    }

    private boolean isTelling(String id) {
        return unsettled.stream().anyMatch(one -> one.id.equals(id) && !one.owed.isEmpty());
    }

    private long lastStable(PartitionId partition) {
        List<Entry> log = logs.getOrDefault(partition, List.of());
        int at = decided.getOrDefault(partition, 0);
        while (at < log.size() && log.get(at).transaction.at(partition) != Fate.OPEN) {
            at++;
        }
        decided.put(partition, at); // for good
        return at;
    }

    private int fence(String id) {
        unsettled.stream()
                .filter(one -> one.id.equals(id) && one.fate == Fate.OPEN)
                .forEach(one -> end(one, Fate.ABORTED));
        return epochs.merge(id, 1, Integer::sum);
    }

    @Override
    public Fencing begin(String transactionalId) {
        return new Fencing() {
            @Override
            public Answer ask() {
                if (away || random.nextInt(3) == 0) {
                    return new Answer(Fencing.Outcome.PENDING, null);
                }
                int unused = fence(transactionalId);
                return new Answer(isTelling(transactionalId) ? Fencing.Outcome.DECIDED : Fencing.Outcome.FENCED, null);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void ask(Collection<PartitionId> partitions, Runnable answered) {
        partitions.stream()
                .filter(one -> !gone.contains(one))
                .forEach(partition -> stable.put(partition, lastStable(partition)));
        answered.run();
    }

    @Override
    public Map<PartitionId, Long> takeStable() {
        Map<PartitionId, Long> told = new LinkedHashMap<>(stable);
        stable.clear();
        return told;
    }

    @Override
    public Set<PartitionId> ended(String transactionalId, Collection<PartitionId> partitions, Duration within) {
        return Set.of(); // nobody else is here, so the last stable offsets tell
    }

    @Override
    public Look hanging(Collection<String> transactionalIds, Collection<PartitionId> partitions, Duration within)
            throws UnansweredException {
        if (away) {
            throw new UnansweredException("away");
        }
        Map<String, String> unknown = new HashMap<>();
        unsettled.stream()
                .filter(one -> one.fate == Fate.OPEN && transactionalIds.contains(one.id))
                .forEach(one -> unknown.put(one.id, "open"));
        List<Hanging> hanging = new ArrayList<>();
        Map<PartitionId, String> untold = new HashMap<>();
        for (PartitionId partition : partitions) {
            if (unsettled.stream().anyMatch(one -> transactionalIds.contains(one.id) && one.owed.contains(partition))) {
                untold.put(partition, "untold");
            }
            if (gone.contains(partition)) {
                untold.put(partition, "gone");
            }
            unsettled.stream()
                    .filter(one ->
                            transactionalIds.contains(one.id) && !unknown.containsKey(one.id) && one.hangsAt(partition))
                    .forEach(one -> hanging.add(
                            new Hanging(one.id, partition, 0, one.starts.getOrDefault(partition, Marker.NO_OFFSET))));
        }
        return new Look(hanging, untold, unknown);
    }

    @Override
    public void abort(Hanging hanging, Duration within) throws UnansweredException {
        requireTold(hanging.transactionalId());
        int unused = fence(hanging.transactionalId());
        if (random.nextInt(10) == 0) {
            Transaction unusedOpen = start(hanging.transactionalId());
            throw new UnansweredException("begun, not ended"); // until its time is over
        }
        unsettled.stream()
                .filter(one -> one.id.equals(hanging.transactionalId()) && one.hangsAt(hanging.partition()))
                .forEach(one -> one.late.put(hanging.partition(), Fate.ABORTED));
    }

    @Override
    public Markers read(Duration within) {
        Map<PartitionId, List<Marker>> found = new HashMap<>();
        markers.forEach((partition, each) -> found.put(partition, List.copyOf(each.values())));
        return new Markers(found, Set.of(), Map.of(), 0);
    }

    @Override
    public void write(
            String transactionalId, PartitionId partition, Marker marker, int progressPartition, Duration within)
            throws UnansweredException {
        requireTold(transactionalId);
        boolean written = random.nextInt(3) > 0;
        if (written) {
            int unused = fence(transactionalId);
            Transaction transaction = start(transactionalId);
            transaction.markers.put(partition, marker);
            if (random.nextInt(5) == 0) {
                throw new UnansweredException("taken, not ended"); // until its time is over
            }
            end(transaction, Fate.COMMITTED);
        }
        if (!written || random.nextInt(3) == 0) {
            throw new UnansweredException("not heard");
        }
    }

    private void requireTold(String id) throws UnansweredException {
        if (isTelling(id)) {
            throw new UnansweredException("concurrent transactions");
        }
    }

    @Override
    public void ensure(Duration within) {}

    @Override
    public String clusterId(Duration within) {
        return CLUSTER;
    }

    @Override
    public Leaders leaders(Duration within) {
        return new Leaders(Map.of(0, 1), 1, "topic");
    }

    @Override
    public Coordinators ask(Duration within) {
        return coordinators;
    }

    final class Link implements TransactionalLink {

        private record OnItsWay(OutboundReport report, PartitionId to, BrokerLink.Receipt receipt) {}

        private final String id;
        private final Deque<OnItsWay> onItsWay = new ArrayDeque<>();
        private State state = State.NEW;
        private int epoch;
        private boolean committing;
        private boolean heard;
        private boolean spoilt;
        private boolean broken;
        private boolean abandoned;
        private Transaction transaction = new Transaction("none");

        Link(String id) {
            this.id = id;
        }

        @Override
        public Step initialise() throws LostException {
            require(State.NEW);
            if (away || random.nextInt(3) == 0) {
                return Step.PENDING;
            }
            epoch = fence(id);
            if (isTelling(id)) {
                return Step.PENDING; // concurrent transactions
            }
            state = State.READY;
            return Step.DONE;
        }

        @Override
        public void begin() throws LostException {
            require(State.READY);
            transaction = start(id);
            state = State.OPEN;
        }

        @Override
        public @Nullable SendFailure send(OutboundReport report, PartitionId to, BrokerLink.Receipt receipt) {
            if (state() == State.LOST) {
                return SendFailure.linkLost("lost");
            }
            SendFailure failure = onSend.apply(report);
            if (failure == null) {
                transaction.partitions.add(to);
                onItsWay.add(new OnItsWay(report, to, receipt));
            }
            spoilt |= failure != null && failure.isRefusal();
            return failure;
        }

        @Override
        public @Nullable SendFailure mark(PartitionId partition, Marker marker, int progressPartition) {
            if (state() == State.LOST) {
                return SendFailure.linkLost("lost");
            }
            transaction.markers.put(partition, marker);
            return random.nextInt(5) == 0 ? SendFailure.notYet("not yet") : null;
        }

        @Override
        public Step commit() throws LostException {
            if (state != State.COMMITTING) {
                require(State.OPEN);
                state = State.COMMITTING;
                committing = true;
            }
            require(State.COMMITTING);
            if (!heard) {
                return Step.PENDING;
            }
            heard = false;
            committing = false;
            state = State.READY;
            return Step.DONE;
        }

        private boolean isCurrent() {
            return epoch == epochs.getOrDefault(id, 0);
        }

        /** The coordinator commits, if it is asked for and may be; nobody hears of it. */
        void serveUnheard() {
            if (committing && !spoilt && onItsWay.isEmpty() && isCurrent() && transaction.fate == Fate.OPEN) {
                end(transaction, Fate.COMMITTED);
            }
        }

        /** The same, and the link hears of it. */
        void serve() {
            if (!away) {
                serveUnheard();
                heard = committing && transaction.fate == Fate.COMMITTED;
                broken |= committing && !heard && (transaction.fate == Fate.ABORTED || !isCurrent()); // it is told so
            }
        }

        /** The next so many arrive and are answered. */
        void arrive(int atMost) {
            if (onItsWay.isEmpty()) {
                return;
            }
            Deque<OnItsWay> stuck = new ArrayDeque<>();
            for (int i = 0; i < atMost && !onItsWay.isEmpty(); i++) {
                OnItsWay next = onItsWay.remove();
                boolean away = gone.contains(next.to());
                boolean dead = spoilt || !isCurrent() || transaction.fate != Fate.OPEN || (broken && away);
                if (!dead && !broken && (away || sick.contains(next.to()))) {
                    stuck.addFirst(next); // the client sends it again
                    continue;
                }
                SendFailure failure = dead ? SendFailure.linkLost("spoilt or fenced") : onArrival.apply(next.report());
                if (failure == null) {
                    append(next.report(), next.to());
                    next.receipt().acknowledged();
                } else {
                    spoilt = true;
                    next.receipt().failed(failure);
                }
            }
            stuck.forEach(onItsWay::addFirst);
        }

        private void append(OutboundReport report, PartitionId to) {
            List<Entry> log = logs.computeIfAbsent(to, one -> new ArrayList<>());
            transaction.starts.putIfAbsent(to, (long) log.size());
            transaction.startsOf.putIfAbsent(report.partition(), (long) log.size());
            log.add(new Entry(report, transaction));
            transaction.endsOf.put(report.partition(), (long) log.size());
        }

        private boolean isOver() {
            boolean mayCommit = committing && transaction.fate == Fate.OPEN && isCurrent();
            return abandoned && onItsWay.isEmpty() && !mayCommit;
        }

        /** Whether its coordinator is asked to commit. */
        boolean isCommitting() {
            return committing;
        }

        /** Whether a report is on its way. */
        boolean isLoaded() {
            return !onItsWay.isEmpty();
        }

        /** It is lost, and the receipts that say so are about to come. */
        void spoil() {
            spoilt = true;
        }

        /** The connection breaks: all that is on its way fails. */
        void breakDown() {
            spoilt |= !onItsWay.isEmpty();
            broken = true;
            arrive(Integer.MAX_VALUE);
        }

        private void require(State needed) throws LostException {
            if (state() == State.LOST) {
                throw new LostException(outcome(), Cure.ANEW, "lost", null);
            }
            if (state != needed) {
                throw new IllegalStateException(state + ", not " + needed);
            }
        }

        @Override
        public Map<PartitionId, Long> starts() {
            return tellsNoOffsets ? Map.of() : Map.copyOf(transaction.startsOf);
        }

        @Override
        public Map<PartitionId, Long> ends() {
            return Map.copyOf(transaction.endsOf);
        }

        @Override
        public State state() {
            return spoilt || broken || abandoned ? State.LOST : state;
        }

        @Override
        public @Nullable String trouble() {
            return state() == State.LOST ? "lost" : null;
        }

        @Override
        public TransactionalLink.Outcome outcome() {
            return committing && !spoilt ? TransactionalLink.Outcome.UNKNOWN : TransactionalLink.Outcome.NOT_COMMITTED;
        }

        @Override
        public void leave() {
            abandon();
        }

        @Override
        public void abandon() {
            abandoned = true;
        }
    }
}
