package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A journal's files as they are, for people who look into it: segments, indexes, every frame with its place. Damage is a value
 * here, and nothing is mended. For one thread.
 */
public final class JournalView {

    /** How a segment's index is. */
    public enum IndexState {
        /** There is none: so it is with the last segment, and after some crashes. */
        NONE,
        SOUND,
        /** It does not hold to its own checksums. */
        HARMED
    }

    /**
     * A segment's file.
     *
     * @param number the segment's number
     * @param name the file's name
     * @param bytes the file's size
     * @param headSound whether its header can be read
     * @param firstSequence of its frames, if its header can be read
     * @param through the last sequence that belongs to it; {@link Long#MAX_VALUE} if nothing follows that would say
     * @param index how its index is
     */
    public record Segment(
            int number,
            String name,
            long bytes,
            boolean headSound,
            long firstSequence,
            long through,
            IndexState index) {

        /** The name of its index, whether there is one or not. */
        public String indexName() {
            return SegmentName.indexOf(number);
        }
    }

    /**
     * A frame and where it is.
     *
     * @param frame the frame
     * @param sequence its sequence; of the snapshot at the head, that of the last frame that it sums up
     * @param from its first byte in the file
     * @param to the byte after its last
     * @param reports where its reports lie
     */
    public record PlacedFrame(Frame frame, long sequence, long from, long to, BlockAt reports) {}

    /**
     * What the reading of a segment found.
     *
     * @param frames how many, the snapshot not counted
     * @param lastSequence of the last one; one less than the segment's first if there is none
     * @param end where they end in the file
     * @param damage what can't be read, in the file's order
     * @param closed whether the last frame says that the journal was closed in order
     * @param tornBytes of the last segment: bytes of frames that a crash left behind the last whole one
     * @param headed whether the snapshot is at its head; if not, that is damaged, or a note of earlier damage stands in its place
     */
    public record Reading(
            long frames,
            long lastSequence,
            long end,
            List<Quarantined> damage,
            boolean closed,
            long tornBytes,
            boolean headed) {}

    /** Smaller ones are what somebody has cut. */
    private static final int LEAST_SEGMENT_BYTES = 4_096;

    private final JournalDirectory directory;
    private final JournalIdentity identity;
    private final List<Segment> segments = new ArrayList<>();
    private final SortedSet<Integer> formatVersions = new TreeSet<>();

    private JournalView(JournalDirectory directory, JournalIdentity identity) {
        this.directory = directory;
        this.identity = identity;
    }

    /**
     * Reads the identity and the segments' headers.
     *
     * @throws JournalException if it can't be read at all, or another format version wrote it
     */
    public static JournalView of(OverlayDirectory directory) {
        try {
            JournalIdentity identity = JournalIdentity.readOrCreate(directory, new UUID(0, 0), null, true);
            new Quarantine(directory, identity.id()).finishInterrupted(); // in memory, as the next opening does
            JournalView view = new JournalView(directory, identity);
            view.readHeaders();
            return view;
        } catch (IOException e) {
            throw JournalProblem.of("The journal can't be read", directory, e);
        }
    }

    private void readHeaders() throws IOException {
        TreeMap<Integer, SegmentHeader> headers = new TreeMap<>();
        TreeMap<Integer, Long> sizes = new TreeMap<>();
        for (String name : directory.list()) {
            Integer number = SegmentName.parse(name).orElse(null);
            if (number == null) {
                continue;
            }
            try (JournalFile file = directory.open(name)) {
                sizes.put(number, file.size());
                SegmentHeader header = new SegmentReader(file, number).header();
                if (header != null) {
                    headers.put(number, requireReadable(header, name));
                    formatVersions.add(header.version());
                }
            }
        }
        for (int number : sizes.keySet()) {
            SegmentHeader own = headers.get(number);
            SegmentHeader next = headers.get(number + 1);
            segments.add(new Segment(
                    number,
                    SegmentName.of(number),
                    sizes.getOrDefault(number, 0L),
                    own != null,
                    own == null ? 0 : own.firstSequence(),
                    next == null ? Long.MAX_VALUE : next.firstSequence() - 1,
                    indexState(number)));
        }
    }

    private SegmentHeader requireReadable(SegmentHeader header, String name) {
        if (!SegmentHeader.isReadable(header.version())) {
            throw new JournalException(name + " in the journal " + directory + " has format version "
                    + header.version() + "; this tool reads " + SegmentHeader.readable()
                    + ". Use the tool of the adapter's version that wrote it.");
        }
        return header;
    }

    private IndexState indexState(int number) throws IOException {
        if (!directory.list().contains(SegmentName.indexOf(number))) {
            return IndexState.NONE;
        }
        return IndexFile.read(directory, number, id()) == null ? IndexState.HARMED : IndexState.SOUND;
    }

    /** The journal's id. */
    public UUID id() {
        return identity.id();
    }

    /** The format versions of the segments whose headers can be read, in their order. */
    public SortedSet<Integer> formatVersions() {
        return Collections.unmodifiableSortedSet(formatVersions);
    }

    /** The name of a segment's file. */
    public static String nameOf(int segment) {
        return SegmentName.of(segment);
    }

    /** The size to which its segments are written full: that of the smallest spare or, if there is none, of the last segment. */
    public int segmentBytes() {
        try {
            long bytes = Reserve.leastSize(directory);
            if (!segments.isEmpty() && (bytes == Long.MAX_VALUE || bytes < LEAST_SEGMENT_BYTES)) {
                bytes = segments.get(segments.size() - 1).bytes();
            }
            return (int) Math.max(LEAST_SEGMENT_BYTES, Math.min(bytes, Integer.MAX_VALUE));
        } catch (IOException e) {
            throw JournalProblem.of("A spare can't be read", directory, e);
        }
    }

    /** The segments, ascending. */
    public List<Segment> segments() {
        return List.copyOf(segments);
    }

    /** The first segment that must be there: none goes unannounced. If nothing tells of it, the first one that is there. */
    private int firstExpected() {
        int first = segments.get(0).number();
        try {
            Frame.LogStart start = LastWords.of(
                            directory, segments.get(segments.size() - 1).number())
                    .logStart();
            return start == null ? first : start.segment();
        } catch (IOException e) {
            throw JournalProblem.of("The last segment can't be read", directory, e);
        } catch (JournalException e) {
            return first; // it is named when that segment is read
        }
    }

    /**
     * The segments that should be there, and are not; the end of the journal tells {@link #losses}.
     *
     * @throws JournalException if they are too many to be believed
     */
    public List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        int expected = segments.isEmpty() ? 0 : firstExpected();
        for (Segment segment : segments) {
            if (segment.number() - expected > Recovery.MAX_GAP) {
                throw new JournalException(segment.name() + " in the journal " + directory + " stands "
                        + (segment.number() - expected)
                        + " numbers behind the one before it. No server would start with it:"
                        + " if it is none of the journal's, move it away.");
            }
            for (; expected < segment.number(); expected++) {
                missing.add(expected);
            }
            expected = Math.max(expected, segment.number() + 1); // what was let go may still be there
        }
        return missing;
    }

    /** What is lost at the journal's end, where no later segment would show it; in sentences, empty if nothing is known. */
    public List<String> losses() {
        if (identity.hasLostAll(segments.stream().map(Segment::number).toList())) {
            return List.of("All segments are gone: the file \"" + JournalIdentity.NAME
                    + "\" says that there had been some. What they held can't be vouched for, and the next start refuses this"
                    + " directory. Restore them from the journal's own volume.");
        }
        if (segments.isEmpty()) {
            return List.of();
        }
        Segment last = segments.get(segments.size() - 1);
        try {
            return new JournalEnd(directory).losses(last.number());
        } catch (IOException e) {
            throw JournalProblem.of("The journal's end can't be read", directory, e);
        }
    }

    /** Files that were set aside because they are damaged. */
    public List<String> quarantinedFiles() {
        return named(SegmentName.QUARANTINED);
    }

    /** Files that hold what crashes left torn. */
    public List<String> tornFiles() {
        return named(TornTail.PREFIX);
    }

    private List<String> named(String prefix) {
        try {
            return directory.list().stream()
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw JournalProblem.of("The journal directory can't be listed", directory, e);
        }
    }

    /** Reads what lies in the segments. The caller closes it. */
    public SegmentFiles newFiles() {
        return new SegmentFiles(directory);
    }

    /** What a segment's index says about itself; null if it is none, or harmed. */
    public @Nullable IndexSays index(int segment) {
        try {
            IndexFile index = IndexFile.read(directory, segment, id());
            return index == null ? null : new IndexSays(index.lastSequence(), index.contentBytes(), index.head());
        } catch (IOException e) {
            throw JournalProblem.of("An index can't be read", directory, e);
        }
    }

    /**
     * An index's own words.
     *
     * @param lastSequence of the segment's last frame
     * @param contentBytes where the frames end
     * @param head what the fold wrote
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record IndexSays(long lastSequence, long contentBytes, byte[] head) {}

    /**
     * Reads a segment's frames in order, the snapshot at its head first if it can be read.
     *
     * @param before the last sequence of the segment before, 0 if there is none
     * @param frames takes each whole frame
     * @throws JournalException if the file can't be read, or a whole frame makes no sense
     */
    public Reading read(Segment segment, long before, Consumer<PlacedFrame> frames) {
        try (SegmentScan scan = new SegmentScan(directory, segment.number(), segment.through(), before + 1)) {
            Frame.Snapshot snapshot = scan.snapshot();
            if (snapshot != null) {
                frames.accept(new PlacedFrame(
                        snapshot,
                        scan.firstSequence() - 1,
                        SegmentHeader.SIZE,
                        scan.position(),
                        new BlockAt(segment.number(), 0, 0)));
            }
            long count = 0;
            long last = scan.firstSequence() - 1;
            boolean closed = false;
            for (SegmentReader.Found found = scan.next(); found != null; found = scan.next()) {
                Frame frame = scan.decode(found);
                last = found.header().sequence();
                frames.accept(new PlacedFrame(frame, last, found.position(), found.end(), found.reports(frame)));
                closed = frame instanceof Frame.DurableMark mark && mark.closing();
                count++;
            }
            long torn = segment.through() == Long.MAX_VALUE ? torn(scan.reader()) : 0;
            return new Reading(
                    count,
                    last,
                    scan.position(),
                    List.copyOf(scan.damage()),
                    closed && torn == 0,
                    torn,
                    snapshot != null);
        } catch (IOException e) {
            throw JournalProblem.of("A segment can't be read", directory + "/" + segment.name(), e);
        }
    }

    private static long torn(SegmentReader reader) throws IOException {
        long header = reader.lastHeader();
        FrameHeader last = header < 0 ? null : reader.headerAt(header);
        return last == null ? 0 : Math.min(reader.size(), header + last.frameSize()) - reader.position();
    }
}
