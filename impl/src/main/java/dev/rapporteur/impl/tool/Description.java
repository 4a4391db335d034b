package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.DirectoryLock;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalView;
import dev.rapporteur.impl.journal.OverlayDirectory;
import dev.rapporteur.impl.outbound.ParkedReport;
import dev.rapporteur.impl.outbound.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A journal, or its undecided branches, in words for people. */
public final class Description {

    private Description() {}

    /**
     * What was said of a journal.
     *
     * @param lines the words
     * @param damaged whether a frame can't be read, or a segment is not there
     */
    public record Told(List<String> lines, boolean damaged) {}

    /** What lies in a journal that was opened read-only. */
    public static Told of(OpenJournal journal) {
        JournalView view = JournalView.of(OverlayDirectory.over(journal.path()));
        Frame.Snapshot state = journal.state();
        Waiting waiting = journal.waiting();
        List<String> out = new ArrayList<>();
        out.add("Journal         " + view.id() + " in " + journal.path().toAbsolutePath());
        out.add("Format version  "
                + view.formatVersions().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        out.add("In use          "
                + (DirectoryLock.isHeld(journal.path())
                        ? "yes: a server works with it, so this is already a little out of date"
                        : "no"));
        List<String> segments = new ArrayList<>();
        boolean damaged = addSegments(view, waiting, segments, out);
        int known = state.incarnations().size() - 1; // the last one is that of this reading
        out.add("Openings        " + known
                + (known == 0
                        ? ""
                        : ", the last one "
                                + Long.toHexString(state.incarnations().get(known - 1))));
        out.add("Undecided       " + state.prepared().size() + " prepared branches"
                + (state.prepared().isEmpty() ? "" : " (see in-doubt)"));
        addParking(state, waiting, out);
        addSet("Mapped", mappings(state), out);
        addSet("Quarantined", view.quarantinedFiles(), out);
        addSet("Torn", view.tornFiles(), out);
        List<String> unvouched = journal.unvouched();
        if (!unvouched.isEmpty()) {
            out.add("Can't be vouched for:");
            unvouched.forEach(sentence -> out.add("  " + sentence));
        }
        out.add("");
        out.addAll(segments);
        out.add("");
        addPartitions(waiting, out);
        addParked(waiting, out);
        return new Told(out, damaged);
    }

    private static void addParking(Frame.Snapshot state, Waiting waiting, List<String> out) {
        long bytes = waiting.parked().stream().mapToLong(ParkedReport::size).sum();
        out.add("Parked          " + waiting.parked().size() + " reports, " + bytes
                + " bytes: refused by Kafka for good, they wait for an operator");
        List<String> ids = state.transactionalIds().stream()
                .map(one -> one.number() + " (broker " + one.brokerId() + ")")
                .toList();
        addSet("Kafka ids", ids, out);
    }

    /** Where partitions' reports go that an operator has mapped to others. */
    private static List<String> mappings(Frame.Snapshot state) {
        Map<String, String> present = new LinkedHashMap<>();
        for (Frame.Mapped one : state.mappings()) { // of a partition's, the last one counts
            String from = one.topic() + "-" + one.from();
            present.put(from, one.from() == one.to() ? "" : from + " to " + one.topic() + "-" + one.to());
        }
        return present.values().stream().filter(line -> !line.isEmpty()).toList();
    }

    private static void addParked(Waiting waiting, List<String> out) {
        if (!waiting.parked().isEmpty()) {
            out.add("");
            out.add(row("%-40s %22s %12s %-24s  %s", "Parked in", "sequence", "bytes", "since", "report and reason"));
        }
        for (ParkedReport one : waiting.parked()) {
            out.add(row(
                    "%-40s %22d %12d %-24s  %s %s",
                    one.partition(),
                    one.sequence(),
                    one.size(),
                    Instant.ofEpochMilli(one.sinceMs()),
                    one.id(),
                    one.reason()));
        }
    }

    private static void addSet(String what, List<String> files, List<String> out) {
        out.add(String.format("%-15s %s", what, files.isEmpty() ? "none" : String.join(", ", files)));
    }

    /** @return whether any is damaged or missing */
    private static boolean addSegments(JournalView view, Waiting waiting, List<String> table, List<String> summary) {
        table.add(row(
                "%-28s %14s %20s %20s %14s  %s",
                "Segment", "bytes", "first frame", "last frame", "live bytes", "index"));
        boolean closed = false;
        boolean damaged = false;
        long before = 0;
        for (JournalView.Segment segment : view.segments()) {
            JournalView.Reading reading = view.read(segment, before, frame -> {});
            before = reading.lastSequence();
            closed = reading.closed();
            damaged |= !reading.damage().isEmpty();
            table.add(row(
                    "%-28s %14d %20d %20d %14d  %s%s",
                    segment.name(),
                    segment.bytes(),
                    segment.firstSequence(),
                    reading.lastSequence(),
                    waiting.liveBytes().getOrDefault(segment.number(), 0L),
                    segment.index().name().toLowerCase(Locale.ROOT),
                    reading.damage().isEmpty() ? "" : ", DAMAGED"));
        }
        summary.add("Last closed     " + (closed ? "in order" : "not in order, or still open"));
        damaged |= !view.missing().isEmpty() || !view.losses().isEmpty();
        summary.add("Damage          " + (damaged ? "yes: run verify" : "none in frames (verify looks closer)"));
        return damaged;
    }

    private static void addPartitions(Waiting waiting, List<String> out) {
        out.add(row("%-40s %12s %14s %12s %22s", "Partition", "waiting", "bytes", "undecided", "delivered below"));
        for (Waiting.Partition one : waiting.partitions()) {
            out.add(row(
                    "%-40s %12d %14d %12d %22d",
                    one.id(), one.reports(), one.bytes(), one.undecided(), one.delivered()));
        }
        for (Waiting.Unrouted one : waiting.unrouted()) {
            out.add(row("%-40s %12d %14d", one.topic() + " (partitions unknown)", one.reports(), one.bytes()));
        }
    }

    /** The branches that wait for their decision, and operators' decisions that nobody has taken note of. @return lines */
    public static List<String> inDoubt(OpenJournal journal) {
        Frame.Snapshot state = journal.state();
        List<String> out = new ArrayList<>();
        Map<Long, Frame.Proof> proofs = new HashMap<>();
        state.proven().forEach(proven -> proofs.put(proven.sequence(), proven.proof()));
        for (Frame.Prepared branch : state.prepared()) {
            Frame.Proof proof = proofs.get(branch.sequence());
            out.add(
                    proof == null
                            ? "Prepared, waits for the transaction manager's decision:"
                            : "Pending, waits for its database's word:");
            addXid(branch.xid(), out);
            if (proof != null) {
                out.add("  data source     " + proof.database());
                out.add("  proof           " + proof.text());
            }
            out.add("  age             unknown (a journal keeps no time of preparing)");
            out.add("  partitions      "
                    + (branch.released() ? "released: they wait for it no longer" : "held: they wait behind it"));
            Map<String, long[]> topics = new TreeMap<>();
            for (Frame.Share share : branch.shares()) {
                long[] sum = topics.computeIfAbsent(share.topic(), one -> new long[2]);
                sum[0] += share.reports();
                sum[1] += share.bytes();
            }
            topics.forEach((topic, sum) ->
                    out.add("  topic           " + topic + ": " + sum[0] + " reports, " + sum[1] + " bytes"));
            out.add("");
        }
        for (Frame.BranchDecided decided : state.heuristics()) {
            out.add("Decided by an operator (" + decided.decision()
                    + "), not yet forgotten by the transaction manager:");
            addXid(decided.xid(), out);
            out.add("");
        }
        out.add(state.prepared().size() + " prepared, " + state.heuristics().size() + " decided by an operator");
        return out;
    }

    private static void addXid(BranchXid xid, List<String> out) {
        HexFormat hex = HexFormat.of();
        byte[] global = xid.getGlobalTransactionId();
        out.add("  xid             " + xid);
        out.add("  format id       0x" + Integer.toHexString(xid.getFormatId()));
        out.add("  global id       " + hex.formatHex(global) + printable(global));
        out.add("  branch          " + hex.formatHex(xid.getBranchQualifier()));
    }

    private static String printable(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0x20 || one > 0x7e) {
                return "";
            }
        }
        return bytes.length == 0 ? "" : " \"" + new String(bytes, StandardCharsets.US_ASCII) + "\"";
    }

    private static String row(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).stripTrailing();
    }
}
