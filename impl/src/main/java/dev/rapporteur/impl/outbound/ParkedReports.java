package dev.rapporteur.impl.outbound;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reports that Kafka refused for good, and the places that they have left. Changed by the journal thread alone, as frames say;
 * read by any thread.
 *
 * <pre>
 * in its place -> parked    Parked: its frame holds a copy of it, so its old segment can go
 * parked -> in a new place  Retried: at a tail, with a new sequence and its old id
 * parked -> gone            Dropped
 * </pre>
 *
 * <p>The place that a report has left may still be listed by an older segment's index. So its sequence is remembered until
 * its partition is delivered past it. Who parks looks at {@link #full} first: all this is in the heap, and in each snapshot.
 */
public final class ParkedReports {

    /** So many may be parked, or have left places that are remembered; beyond it a partition is held instead. */
    public static final int MAX_REPORTS = 10_000;

    /** Their reasons may take so many characters together. */
    public static final int MAX_REASONS = 1 << 20;

    private static final System.Logger LOG = System.getLogger(ParkedReports.class.getName());

    /** In place of the segment where a lost report lay: it keeps none. */
    private static final int NOWHERE = Integer.MAX_VALUE;

    private final LiveSegments live;
    private final Map<PartitionId, ConcurrentSkipListMap<Long, ParkedReport>> parked = new ConcurrentHashMap<>();
    /** At or above the partition's delivered position. Of the journal thread. */
    private final Map<PartitionId, TreeSet<Long>> leftOf = new ConcurrentHashMap<>();
    /** All of these. */
    private final NavigableSet<Long> left = new ConcurrentSkipListSet<>();

    private volatile long reports;
    private volatile long bytes;
    private volatile long reasons;

    ParkedReports(LiveSegments live) {
        this.live = live;
    }

    /** How many are parked. */
    public long reports() {
        return reports;
    }

    /** Their bytes, as encoded. */
    public long bytes() {
        return bytes;
    }

    /** Why no more should be parked, as a sentence; null if some may be. */
    public @Nullable String full() {
        if (reports >= MAX_REPORTS || reasons >= MAX_REASONS) {
            return reports + " reports are parked, with reasons of " + reasons
                    + " characters; that is as much as may be (" + MAX_REPORTS + " reports, " + MAX_REASONS
                    + " characters). Retry or drop some.";
        }
        return left.size() < MAX_REPORTS
                ? null
                : left.size()
                        + " places that parked reports have left are remembered until their partitions are delivered"
                        + " past them; that is as much as may be. See what holds those partitions.";
    }

    /** All, by topic, partition and sequence. */
    public List<ParkedReport> list() {
        List<ParkedReport> all = new ArrayList<>();
        parked.values().forEach(some -> all.addAll(some.values()));
        all.sort(Comparator.comparing((ParkedReport one) -> one.partition().topic())
                .thenComparing(one -> one.partition().number())
                .thenComparing(ParkedReport::sequence));
        return all;
    }

    /** Those of a partition, by sequence. */
    public List<ParkedReport> list(PartitionId partition) {
        return List.copyOf(of(partition));
    }

    /** How many of a partition are parked. */
    public int count(PartitionId partition) {
        return of(partition).size();
    }

    /** One; null if it is not parked. */
    public @Nullable ParkedReport find(PartitionId partition, long sequence) {
        ConcurrentSkipListMap<Long, ParkedReport> some = parked.get(partition);
        return some == null ? null : some.get(sequence);
    }

    /**
     * Reads one.
     *
     * @param files of the calling thread, see {@link dev.rapporteur.impl.journal.Journal#newFiles}
     * @return null if it is not parked (any more)
     * @throws IOException if it can't be read, or its checksum is wrong: it stays parked, and can only be dropped
     */
    public @Nullable StoredReport read(PartitionId partition, long sequence, SegmentFiles files) throws IOException {
        ParkedReport before = null;
        for (ParkedReport now = find(partition, sequence); now != null; now = find(partition, sequence)) {
            if (before != null && now.at().equals(before.at())) {
                throw new IOException("The parked report " + now.id() + " (" + partition + "@" + sequence + ") at byte "
                        + now.at().position() + " of segment " + now.at().segment()
                        + " can't be read, or its checksum is wrong. It stays parked: inspect the journal with the"
                        + " journal tool, or drop the report.");
            }
            StoredReport read = read(now.at(), files);
            if (read != null && read.id().equals(now.id())) { // else its file has been used again meanwhile
                return read;
            }
            before = now; // cleaning may have moved it meanwhile
        }
        return null;
    }

    /**
     * What parks a report that was taken from its buffer, and is in flight. Nothing that its partition has behind it may be
     * sent in a way that passes it, nor may it be sent again, before this frame is DONE; refused, it is still where it was.
     *
     * @param reason why, in a sentence; cut if it is long
     * @param nowMs milliseconds since 1970
     */
    public static Parking.Parked parkFrame(OutboundReport report, String reason, long nowMs) {
        PartitionId partition = report.partition();
        return new Parking.Parked(
                partition.topic(), partition.number(), report.sequence(), reason, nowMs, report.block());
    }

    /**
     * What gives parked reports of a partition new places at a tail, in their order. Each is read first: one that can't be
     * would hold the partition, and is left out.
     *
     * @param sequences which of them; those that are not parked are left out
     * @param to the partition where they go: their own one, or another one of the topic
     * @param files of the calling thread
     * @return null if none is left
     */
    public Parking.@Nullable Retried retryFrame(
            PartitionId partition, Collection<Long> sequences, int to, SegmentFiles files) {
        List<Long> found = sequences.stream()
                .distinct()
                .sorted()
                .filter(sequence -> isReadable(partition, sequence, files))
                .toList();
        return found.isEmpty() ? null : new Parking.Retried(partition.topic(), partition.number(), to, found);
    }

    private boolean isReadable(PartitionId partition, long sequence, SegmentFiles files) {
        try {
            return read(partition, sequence, files) != null;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, e.getMessage());
            return false;
        }
    }

    /**
     * What gives a parked report up.
     *
     * @param reason why, not blank
     * @param nowMs milliseconds since 1970
     * @return null if it is not parked
     */
    public Parking.@Nullable Dropped dropFrame(PartitionId partition, long sequence, String reason, long nowMs) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Dropping a report needs a reason, which the journal keeps: say why "
                    + partition + "@" + sequence + " is given up.");
        }
        return find(partition, sequence) == null
                ? null
                : new Parking.Dropped(partition.topic(), partition.number(), sequence, reason, nowMs);
    }

    private static @Nullable StoredReport read(BlockAt at, SegmentFiles files) {
        try {
            byte[] bytes = files.has(at.segment()) ? files.read(at) : new byte[0];
            return EncodedReport.isSound(bytes, 0, bytes.length) ? StoredReport.whole(bytes) : null;
        } catch (IOException e) {
            return null; // told by the caller, with the place
        }
    }

    /** Whether the report with this sequence has left its place. */
    boolean hasLeft(long sequence) {
        return !left.isEmpty() && left.contains(sequence);
    }

    /** Whether there is any such place from the first to the last of these sequences, both inclusive. */
    boolean anyLeft(long first, long last) {
        Long next = left.isEmpty() ? null : left.ceiling(first);
        return next != null && next <= last;
    }

    /** A report is parked from now on. Its place is known to be still ahead of what is delivered. @return whether that is new */
    boolean park(ParkedReport report) {
        if (!leave(report.partition(), report.sequence())) {
            return false;
        }
        put(report);
        return true;
    }

    private boolean leave(PartitionId partition, long sequence) {
        if (!left.add(sequence)) {
            return false;
        }
        leftOf.computeIfAbsent(partition, one -> new TreeSet<>()).add(sequence);
        return true;
    }

    private void put(ParkedReport report) {
        parked.computeIfAbsent(report.partition(), one -> new ConcurrentSkipListMap<>())
                .put(report.sequence(), report);
        live.add(report.at().segment());
        count(1, report);
    }

    /** It is parked no longer. @return what it was; null if it was not parked */
    @Nullable
    ParkedReport remove(PartitionId partition, long sequence) {
        ConcurrentSkipListMap<Long, ParkedReport> some = parked.get(partition);
        ParkedReport report = some == null ? null : some.remove(sequence);
        if (report != null) {
            live.remove(report.at().segment());
            count(-1, report);
        }
        return report;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the journal thread
    private void count(int more, ParkedReport report) {
        reports += more;
        bytes += (long) more * report.size();
        reasons += (long) more * report.reason().length();
    }

    /** A report was copied. @return whether it is a parked one */
    boolean moved(PartitionId partition, long sequence, BlockAt copy) {
        ParkedReport before = find(partition, sequence);
        if (before == null) {
            return false;
        }
        move(before, copy);
        return true;
    }

    private void move(ParkedReport report, BlockAt to) {
        parked.computeIfPresent(report.partition(), (partition, some) -> {
            some.put(report.sequence(), report.movedTo(to));
            return some;
        });
        live.add(to.segment());
        live.remove(report.at().segment());
    }

    private Collection<ParkedReport> of(PartitionId partition) {
        ConcurrentSkipListMap<Long, ParkedReport> some = parked.get(partition);
        return some == null ? List.of() : some.values();
    }

    /** A partition is delivered up to there: no list counts below it. */
    void delivered(PartitionId partition, long next) {
        TreeSet<Long> ahead = leftOf.get(partition);
        if (ahead != null) {
            Set<Long> passed = ahead.headSet(next);
            left.removeAll(passed);
            passed.clear();
            if (ahead.isEmpty()) {
                leftOf.remove(partition);
            }
        }
    }

    /** Those that lie in a segment, by partition. */
    Map<PartitionId, EntryList> in(int segment) {
        Map<PartitionId, EntryList> found = new ConcurrentSkipListMap<>(
                Comparator.comparing(PartitionId::topic).thenComparing(PartitionId::number));
        parked.forEach((partition, some) -> some.values().forEach(report -> {
            BlockAt at = report.at();
            if (at.segment() == segment) {
                found.computeIfAbsent(partition, one -> new EntryList())
                        .add(report.sequence(), at.position(), at.length(), 0);
            }
        }));
        return found;
    }

    /** At opening: what lies in a segment that is not there is said, and stays parked; it keeps no other segment. */
    void settle(IntPredicate there, Findings findings) {
        for (ParkedReport report : list()) {
            if (!there.test(report.at().segment())) {
                findings.note("The parked report " + report.id() + " of " + report.partition()
                        + " is lost with the segment where it lay. It stays in the list of parked reports until it is"
                        + " dropped.");
                // Nothing keeps a segment that is not there, or cleaning would wait for it for good.
                move(report, new BlockAt(NOWHERE, 0, report.size()));
            }
        }
    }

    List<Parking.Place> frames() {
        TreeSet<PartitionId> partitions =
                new TreeSet<>(Comparator.comparing(PartitionId::topic).thenComparing(PartitionId::number));
        partitions.addAll(parked.keySet());
        partitions.addAll(leftOf.keySet());
        List<Parking.Place> places = new ArrayList<>();
        for (PartitionId partition : partitions) {
            List<Parking.Aside> aside = of(partition).stream()
                    .map(one -> new Parking.Aside(
                            one.sequence(),
                            one.id().incarnation(),
                            one.id().number(),
                            one.at(),
                            one.sinceMs(),
                            one.reason()))
                    .toList();
            List<Long> ahead = List.copyOf(leftOf.getOrDefault(partition, new TreeSet<>()));
            if (!aside.isEmpty() || !ahead.isEmpty()) {
                places.add(new Parking.Place(partition.topic(), partition.number(), aside, ahead));
            }
        }
        return places;
    }

    /** As a snapshot says. */
    void restore(Parking.Place place) {
        PartitionId partition = new PartitionId(place.topic(), place.partition());
        place.left().forEach(sequence -> leave(partition, sequence));
        for (Parking.Aside one : place.aside()) {
            ReportId id = new ReportId(one.incarnation(), one.number());
            put(new ParkedReport(partition, one.sequence(), id, one.reason(), one.atMs(), one.at()));
        }
    }
}
