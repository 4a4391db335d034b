package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.JournalView;
import dev.rapporteur.impl.journal.JournalView.IndexState;
import dev.rapporteur.impl.journal.JournalView.PlacedFrame;
import dev.rapporteur.impl.journal.OverlayDirectory;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.outbound.IndexCheck;
import dev.rapporteur.impl.outbound.SegmentFold;
import dev.rapporteur.impl.outbound.StoredReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads every byte that counts: each segment's header, each frame's header and payload and place in the sequence, each report's
 * own checksum, each index's checksums, and what the indexes say against what lies there and what the frames add up to. Changes
 * nothing. For one thread.
 */
public final class Verification {

    /**
     * What was found.
     *
     * @param problems what can't be vouched for, with file and bytes, one to a line
     * @param notes what is worth knowing and is no damage
     * @param segments how many segments were read
     * @param frames how many frames are whole
     * @param reports how many reports are whole
     * @param damagedSegments segments with an index that hides damage from the next opening, or that is harmed itself; never
     *     the last one
     */
    public record Result(
            List<String> problems,
            List<String> notes,
            int segments,
            long frames,
            long reports,
            Set<Integer> damagedSegments) {}

    private final JournalView view;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<Integer> damaged = new TreeSet<>();
    private long frames;
    private long reports;
    /** Whether a segment could be folded by now: parts of its branches may lie in any earlier one. */
    private boolean foldable = true;
    /** Whether the segment at hand was mended: decisions may be lost with what its notes stand in for. */
    private boolean mended;

    private Verification(JournalView view) {
        this.view = view;
    }

    /**
     * Verifies a journal.
     *
     * @param told hears of each segment before it is read
     * @throws JournalException if it can't be read at all
     */
    public static Result of(Path directory, Consumer<JournalView.Segment> told) {
        return new Verification(JournalView.of(OverlayDirectory.over(directory))).run(told);
    }

    private Result run(Consumer<JournalView.Segment> told) {
        List<JournalView.Segment> segments = view.segments();
        problems.addAll(losses(view));
        if (segments.isEmpty() && problems.isEmpty()) {
            notes.add("There is no segment: nothing was ever written.");
        }
        Set<Integer> numbers =
                segments.stream().map(JournalView.Segment::number).collect(Collectors.toSet());
        try (SegmentFiles files = view.newFiles()) {
            IndexCheck indexes = new IndexCheck(files, numbers);
            long before = 0;
            for (JournalView.Segment segment : segments) {
                told.accept(segment);
                before = verify(segment, before, files, indexes);
            }
        } catch (IOException e) {
            throw new JournalException("A segment can't be closed: " + e, e);
        }
        view.quarantinedFiles()
                .forEach(
                        name -> problems.add(
                                name + ": set aside earlier because it is damaged or missing. While it is in the"
                                        + " directory, recovery of prepared branches waits; move it away when you have looked."));
        view.tornFiles()
                .forEach(name -> notes.add(name + ": what a crash left torn; nobody was told that it was durable."));
        return new Result(problems, notes, segments.size(), frames, reports, damaged);
    }

    /** Segments that lack, in sentences. */
    static List<String> losses(JournalView view) {
        List<String> losses = new ArrayList<>(view.losses());
        view.missing()
                .forEach(one ->
                        losses.add(JournalView.nameOf(one) + ": is missing; what it held can't be vouched for."));
        return losses;
    }

    private long verify(JournalView.Segment segment, long before, SegmentFiles files, IndexCheck indexes) {
        int found = problems.size();
        long last = before;
        mended = false;
        SegmentFold fold =
                segment.index() == IndexState.SOUND && foldable ? new SegmentFold(segment.number(), files) : null;
        try {
            JournalView.Reading reading = view.read(segment, before, frame -> {
                check(segment, frame);
                if (fold != null) {
                    fold.apply(frame);
                }
            });
            frames += reading.frames();
            last = reading.lastSequence();
            reading.damage().forEach(range -> problems.add(segment.name() + ": " + words(range)));
            if (reading.tornBytes() > 0) {
                notes.add(segment.name() + ": bytes " + reading.end() + " to " + (reading.end() + reading.tornBytes())
                        + " are torn by a crash or being written now; nobody was told that they were durable.");
            }
            foldable &= problems.size() == found;
            mended |= !reading.headed();
            checkIndex(
                    new Read(segment, before, reading), problems.size() > found, mended ? null : fold, indexes, files);
        } catch (JournalException e) {
            foldable = false;
            problems.add(segment.name() + ": " + e.getMessage());
        }
        if (problems.size() > found && segment.index() != IndexState.NONE && !isLast(segment)) {
            damaged.add(segment.number());
        }
        return last;
    }

    /** The last one is read frame by frame anyway; if it has an index, that is all that tells of the ones behind it. */
    private boolean isLast(JournalView.Segment segment) {
        List<JournalView.Segment> segments = view.segments();
        return segment.equals(segments.get(segments.size() - 1));
    }

    private static String words(Quarantined range) {
        String bytes = "bytes " + range.from() + " to " + range.to();
        return range.firstSequence() > range.lastSequence()
                ? bytes
                        + " are damaged: the segment's head. Its state can be told from the segment before, if that is sound."
                : bytes + " are damaged: frames " + range.firstSequence() + " to " + range.lastSequence()
                        + " can't be vouched for.";
    }

    private void check(JournalView.Segment segment, PlacedFrame placed) {
        if (placed.frame() instanceof Quarantined range && range.segment() == segment.number()) {
            mended = true;
            foldable = false; // from the next segment on, too: parts may have been in what it stands in for
        }
        for (StoredReport report : StoredReport.in(placed.frame().reports())) {
            if (report.isSound()) {
                reports++;
            } else {
                long from = placed.reports().position() + report.offset();
                problems.add(segment.name() + ": bytes " + from + " to " + (from + report.size())
                        + " are damaged: a report in frame " + placed.sequence() + ", whose own checksum is wrong.");
            }
        }
    }

    /** A segment that was read. */
    private record Read(JournalView.Segment segment, long before, JournalView.Reading reading) {}

    private void checkIndex(
            Read read, boolean known, @Nullable SegmentFold fold, IndexCheck indexes, SegmentFiles files) {
        JournalView.Segment segment = read.segment();
        String name = segment.indexName();
        switch (segment.index()) {
            case NONE -> {
                if (segment.through() != Long.MAX_VALUE) {
                    notes.add(name + ": is missing; the next opening makes it anew.");
                }
            }
            case HARMED ->
                problems.add(
                        name + ": is damaged: a checksum is wrong. The next opening makes it anew from the segment.");
            case SOUND -> {
                JournalView.IndexSays says = view.index(segment.number());
                if (says != null && !known) {
                    compare(name, says, read.reading());
                    findings(read, says.head(), fold, indexes, files)
                            .forEach(finding -> problems.add(name + ": " + finding + "."));
                }
            }
        }
    }

    /** What is wrong with an index, by its segment's frames, and by those that the next opening has taken over from it. */
    private List<String> findings(
            Read read, byte[] head, @Nullable SegmentFold fold, IndexCheck indexes, SegmentFiles files) {
        JournalView.Segment segment = read.segment();
        List<String> findings = indexes.check(segment.number(), head, fold);
        if (fold == null) {
            noteNotHeld(
                    segment,
                    mended
                            ? "that was damaged once, and notes stand in for what is lost"
                            : "there is damage in front of them, and parts of transactions may have been in it");
            return findings;
        }
        if (findings.isEmpty()) {
            return findings;
        }
        TakenOver tail = TakenOver.from(view, segment, read.reading().lastSequence());
        return switch (tail.state()) {
            case NONE -> findings;
            case UNKNOWN -> {
                noteNotHeld(segment, "what an opening may have taken over from its end is missing or damaged");
                yield indexes.check(segment.number(), head, null);
            }
            case WHOLE -> {
                SegmentFold all = new SegmentFold(segment.number(), files);
                JournalView.Reading unused = view.read(segment, read.before(), all::apply);
                tail.forEach(all::apply);
                yield indexes.check(segment.number(), head, all);
            }
        };
    }

    private void noteNotHeld(JournalView.Segment segment, String why) {
        notes.add(segment.indexName() + ": was not held to what the segment's frames add up to, since " + why + ".");
    }

    private void compare(String name, JournalView.IndexSays says, JournalView.Reading reading) {
        if (says.lastSequence() != reading.lastSequence() || says.contentBytes() != reading.end()) {
            problems.add(name + ": says that the segment ends with frame " + says.lastSequence() + " at byte "
                    + says.contentBytes() + ", but it does with frame " + reading.lastSequence() + " at byte "
                    + reading.end() + ".");
        }
    }
}
