package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/** A journal in a simulated directory, with a log as its fold: what is appended are Route frames, known by their topics. */
final class JournalLab {

    static final UUID ID = new UUID(1, 2);
    static final JournalSettings SMALL = new JournalSettings(1_000, 1L << 40, true, null, false);
    private static final int TURNS_AT_MOST = 100;

    /** A frame with the segment that holds it. */
    record Lies(String segment, SegmentReader.Found found) {
        int position() {
            return (int) found.position();
        }

        /** The first byte of its payload. */
        int payload() {
            return position() + FrameHeader.SIZE;
        }
    }

    final SimulatedDirectory directory;
    private FrameLog fold = new FrameLog();
    private long nanos;

    JournalLab() {
        this(1);
    }

    JournalLab(long seed) {
        directory = new SimulatedDirectory(new SplittableRandom(seed));
    }

    FrameLog fold() {
        return fold;
    }

    /** Lets time pass, or go backwards. */
    void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    Journal open() {
        return open(SMALL);
    }

    Journal open(JournalSettings settings) {
        return Journal.open(directory, settings, fold, 7, ID, () -> nanos, new Bell());
    }

    /** Opens it with an empty fold. */
    Journal reopen() {
        fold = new FrameLog();
        return open();
    }

    /** Opens a journal with so many topics, marked as durable and closed: t0, t1 and so on. */
    void fill(int topics) {
        Journal journal = open();
        for (int i = 0; i < topics; i++) {
            append(journal, "t" + i);
        }
        journal.close();
    }

    static Append route(Journal journal, String topic) {
        return journal.append(new Frame.Route(topic, 1));
    }

    static Append reports(Journal journal, int bytes) {
        return journal.append(new Frame.Reports(Frame.NO_PARTS, new ReportBlock(new byte[bytes], 0, bytes)));
    }

    static void append(Journal journal, String... topics) {
        for (String topic : topics) {
            Append append = route(journal, topic);
            journal.turn();
            assertThat(append.outcome()).isEqualTo(Append.Outcome.DONE);
        }
    }

    /** Takes turns until nothing is left to do: the spares are there, the end is marked durable. */
    void idle(Journal journal) {
        for (int i = 0; i < TURNS_AT_MOST; i++) {
            pass(20);
            if (journal.turn() == Turn.UNTIL_RUNG || fold.lastFrame() instanceof Frame.DurableMark) {
                return;
            }
        }
        throw new AssertionError("The journal does not come to rest");
    }

    List<String> segments() {
        return directory.list().stream()
                .filter(name -> SegmentName.parse(name).isPresent())
                .sorted()
                .toList();
    }

    String lastSegment() {
        return segments().get(segments().size() - 1);
    }

    List<String> files(String prefix) {
        return directory.list().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** All files. */
    Map<String, List<Byte>> content() {
        Map<String, List<Byte>> content = new TreeMap<>();
        for (String name : directory.list()) {
            List<Byte> bytes = new ArrayList<>();
            for (byte one : directory.bytes(name)) {
                bytes.add(one);
            }
            content.put(name, bytes);
        }
        return content;
    }

    /** The whole frames of a segment, the snapshot first. */
    List<Lies> frames(String segment) {
        List<Lies> frames = new ArrayList<>();
        try (SegmentReader reader = new SegmentReader(
                directory.open(segment), SegmentName.parse(segment).orElseThrow())) {
            for (SegmentReader.Found found = reader.next(); found != null; found = reader.next()) {
                frames.add(new Lies(segment, found));
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(segment + " can't be read", e);
        }
    }

    /** The Route frame of this topic, where it was written first. */
    Lies find(String topic) {
        for (String segment : segments()) {
            for (Lies lies : frames(segment)) {
                if (FrameCodec.decode(lies.found().header().kind(), lies.found().payload())
                        .equals(new Frame.Route(topic, 1))) {
                    return lies;
                }
            }
        }
        throw new AssertionError("No frame of " + topic);
    }

    /** Flips a bit in the payload of this topic's frame. */
    Lies flip(String topic) {
        Lies lies = find(topic);
        directory.flip(lies.segment(), lies.payload(), 3);
        return lies;
    }

    void loseIndex(String segment) {
        directory.lose(indexOf(segment));
    }

    static String indexOf(String segment) {
        return segment.replace(".journal", ".index");
    }
}
