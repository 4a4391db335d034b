package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sets a damaged segment's file aside and puts a mended copy in its place, in which notes fill exactly the bytes that can't be
 * read. The damaged file is kept for an operator to inspect; as long as it is there, the journal says so.
 *
 * @param directory the journal's
 * @param journalId the journal's
 */
record Quarantine(JournalDirectory directory, UUID journalId) {

    private static final Logger LOG = System.getLogger(Quarantine.class.getName());
    private static final int CHUNK_BYTES = 1 << 20;
    private static final String MISSING = ".missing";

    /** Finishes what a crash interrupted: a damaged file had been set aside, its mended copy has not its name yet. */
    void finishInterrupted() throws IOException {
        List<String> names = directory.list();
        for (String name : names) {
            if (name.endsWith(".mended")) {
                String segment = name.replace(".mended", ".journal");
                if (names.contains(segment)) {
                    directory.delete(name);
                } else {
                    directory.rename(name, segment);
                }
                directory.sync();
            }
        }
    }

    /** The files that were set aside and not taken away by an operator yet. */
    List<String> files() throws IOException {
        return directory.list().stream()
                .filter(name -> name.startsWith(SegmentName.QUARANTINED))
                .sorted()
                .toList();
    }

    /** Mends a segment. */
    void mend(int segment, long firstSequence, List<Quarantined> damage, Frame.@Nullable Snapshot state)
            throws IOException {
        String name = SegmentName.of(segment);
        String mended = SegmentName.mendedOf(segment);
        try (JournalFile from = directory.open(name);
                JournalFile to = directory.create(mended)) {
            copy(from, to);
            for (Quarantined range : damage) {
                if (!restore(to, range, firstSequence, state)) {
                    fill(to, range, firstSequence);
                }
            }
            to.sync();
        }
        directory.rename(name, freeName(SegmentName.QUARANTINED + name));
        directory.rename(mended, name);
        directory.sync();
        damage.forEach(range -> LOG.log(
                Logger.Level.ERROR,
                "{0} in the journal {1} is damaged: its bytes {2} to {3}, frames {4} to {5}, can''t be vouched for. The"
                        + " damaged file is kept as {6}{0}; the rest works on. Inspect it with the journal tool, then move"
                        + " it away.",
                name,
                directory,
                Long.toString(range.from()),
                Long.toString(range.to()),
                Long.toString(range.firstSequence()),
                Long.toString(range.lastSequence()),
                SegmentName.QUARANTINED));
    }

    /** Keeps a copy of a segment in which a report was found damaged since it was sealed; the first one is enough. */
    static void keepCopy(JournalDirectory directory, int segment) throws IOException {
        String kept = SegmentName.QUARANTINED + SegmentName.of(segment);
        if (directory.list().contains(kept)) {
            return;
        }
        String draft = SegmentName.mendedOf(segment) + ".copy";
        directory.deleteIfThere(draft);
        try (JournalFile from = directory.open(SegmentName.of(segment));
                JournalFile to = directory.create(draft)) {
            copy(from, to);
            to.sync();
        }
        directory.rename(draft, kept);
        directory.sync();
    }

    /** Sets a segment aside that was missing and is back, when the rest has gone on without it for too long. */
    void setAside(int segment) throws IOException {
        String name = SegmentName.of(segment);
        String kept = freeName(SegmentName.QUARANTINED + name);
        LOG.log(
                Logger.Level.ERROR,
                "{0} was missing from the journal {1} and is back, but decisions about its reports may be forgotten by now: it is"
                        + " set aside as {2}, and nothing of it is sent. Export its reports with the journal tool from a copy,"
                        + " then move it away.",
                name,
                directory,
                kept);
        directory.deleteIfThere(SegmentName.indexOf(segment));
        directory.rename(name, kept);
        directory.sync();
    }

    /** Notes that the end of the last segment's file is gone. */
    void noteCut(Quarantined range) throws IOException {
        String name = SegmentName.of(range.segment());
        LOG.log(
                Logger.Level.ERROR,
                "{0} in the journal {1} was cut at byte {2}: frames from {3} on can''t be vouched for; the rest works on. A"
                        + " copy of it is kept as {4}{0}: restore what you can, then move it away.",
                name,
                directory,
                Long.toString(range.from()),
                Long.toString(range.firstSequence()),
                SegmentName.QUARANTINED);
        keepCopy(directory, range.segment());
    }

    /** Notes that a segment is gone. */
    void noteMissing(Quarantined range) throws IOException {
        String name = SegmentName.of(range.segment());
        LOG.log(
                Logger.Level.ERROR,
                "The journal in {0} lacks {1}: its frames {2} to {3} can''t be vouched for; the rest works on. Restore it"
                        + " from the journal''s own volume if you can, then move {4}{1}{5} away.",
                directory,
                name,
                Long.toString(range.firstSequence()),
                Long.toString(range.lastSequence()),
                SegmentName.QUARANTINED,
                MISSING);
        try (JournalFile marker = directory.create(freeName(SegmentName.QUARANTINED + name + MISSING))) {
            marker.sync();
        }
        directory.sync();
    }

    /** Why nobody can say which branches are prepared, as a sentence; null if all can be vouched for. */
    @Nullable
    String obstacle() throws IOException {
        List<String> files = files();
        return files.isEmpty()
                ? null
                : "The journal in " + directory + " has quarantined " + String.join(", ", files)
                        + ": what these held can't be vouched for, so recovery of prepared branches waits. Inspect them with"
                        + " the journal tool, then move them out of the directory.";
    }

    private String freeName(String wanted) throws IOException {
        List<String> names = directory.list();
        String name = wanted;
        for (int i = 2; names.contains(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    private static void copy(JournalFile from, JournalFile to) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (long at = 0; from.read(chunk.clear(), at) > 0; ) {
            int bytes = chunk.flip().remaining();
            to.writeFully(chunk, at);
            at += bytes;
        }
    }

    /** Writes the snapshot anew if it is just what is harmed: an index that is lost later needs it. @return whether it was */
    private static boolean restore(
            JournalFile file, Quarantined range, long firstSequence, Frame.@Nullable Snapshot state)
            throws IOException {
        if (state == null || range.from() != SegmentHeader.SIZE) {
            return false;
        }
        EncodedFrame frame = FrameCodec.encode(state);
        if (frame.size() != range.to() - range.from()) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(frame.size());
        long last = firstSequence - 1;
        new FrameHeader(range.segment(), last, last, frame.payloadLength(), frame.kind(), frame.checksum())
                .write(bytes);
        file.writeFully(bytes.put(frame.fields()).clear(), range.from());
        return true;
    }

    private void fill(JournalFile file, Quarantined range, long firstSequence) throws IOException {
        if (range.from() == 0) {
            SegmentHeader header =
                    new SegmentHeader(SegmentHeader.VERSION, range.segment(), journalId, firstSequence, 0);
            file.writeFully(header.toBytes(), 0);
            return;
        }
        byte[] note = FrameCodec.encode(range).fields();
        byte[] payload = Arrays.copyOf(note, Math.toIntExact(range.to() - range.from() - FrameHeader.SIZE));
        EncodedFrame frame = EncodedFrame.of(FrameCodec.QUARANTINED, payload, ReportBlock.NONE);
        ByteBuffer head = ByteBuffer.allocate(FrameHeader.SIZE);
        new FrameHeader(
                        range.segment(),
                        range.lastSequence(),
                        range.firstSequence() - 1,
                        payload.length,
                        FrameCodec.QUARANTINED,
                        frame.checksum())
                .write(head);
        file.writeFully(head.flip(), range.from());
        file.writeFully(ByteBuffer.wrap(payload), range.from() + FrameHeader.SIZE);
    }
}
