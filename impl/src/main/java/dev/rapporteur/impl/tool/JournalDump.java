package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.JournalView;
import dev.rapporteur.impl.journal.OverlayDirectory;
import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Every report that can still be found in a journal's files, delivered or not, in the order of the files. It needs no state that
 * could be recovered, so it also tells what a damaged journal still holds. Reads everything twice: fates first, then reports.
 */
public final class JournalDump {

    private JournalDump() {}

    /**
     * What could not be told.
     *
     * @param damage the ranges of files that could not be read
     * @param losses segments that lack, in sentences
     * @param unknownTopics topics that were asked for, and that the journal doesn't know
     */
    public record Result(List<Quarantined> damage, List<String> losses, Set<String> unknownTopics) {}

    /**
     * Writes out the reports that are wanted, without changing anything.
     *
     * @throws JournalException if the journal can't be read at all
     */
    public static Result of(Path directory, ReportFilter filter, Consumer<ReportLine> out) {
        JournalView view = JournalView.of(OverlayDirectory.over(directory));
        Set<Integer> there =
                view.segments().stream().map(JournalView.Segment::number).collect(Collectors.toSet());
        History history = new History();
        read(view, segment -> placed -> placed.frame().accept(history, placed.sequence()));
        try (SegmentFiles files = view.newFiles()) {
            ReportScan scan = new ReportScan(history, filter, there, files, out);
            List<Quarantined> damage =
                    read(view, segment -> placed -> placed.frame().accept(scan, placed));
            Set<String> unknown = new TreeSet<>(filter.topics());
            unknown.removeIf(topic -> history.knows(topic) || scan.met(topic));
            return new Result(damage, Verification.losses(view), unknown);
        } catch (IOException e) {
            throw new JournalException("A segment of the journal in " + directory + " can't be closed: " + e, e);
        }
    }

    /** Who takes the frames of a segment. */
    private interface Readers {
        Consumer<JournalView.PlacedFrame> of(JournalView.Segment segment);
    }

    private static List<Quarantined> read(JournalView view, Readers readers) {
        List<Quarantined> damage = new ArrayList<>();
        long before = 0;
        for (JournalView.Segment segment : view.segments()) {
            JournalView.Reading reading = view.read(segment, before, readers.of(segment));
            damage.addAll(reading.damage());
            before = reading.lastSequence();
        }
        return damage;
    }
}
