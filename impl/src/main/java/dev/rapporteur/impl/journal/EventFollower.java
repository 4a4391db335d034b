package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of events behind the journal's writer, in order: Confirmed and Parked ones. It passes over the others by their
 * headers. Segments that were let go before they were read, and what is damaged, it leaves out, and says so. For one thread, which
 * nobody may interrupt: an interrupt would close a channel.
 */
public final class EventFollower implements Closeable {

    private static final Logger LOG = System.getLogger(EventFollower.class.getName());
    private static final int WINDOW_BYTES = 64 * 1024;
    private static final int NOT_KNOWN = -1;

    /**
     * A frame of events.
     *
     * @param frame the frame
     * @param sequence its sequence
     */
    public record Followed(Frame frame, long sequence) {}

    private final JournalDirectory directory;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private @Nullable JournalFile file;
    private int segment;
    private long position;
    private long windowAt;
    private long through;
    /** First sequence of the segment behind this one. */
    private long nextFirst = NOT_KNOWN;

    private long lost;

    EventFollower(JournalDirectory directory) {
        this.directory = directory;
    }

    /** Goes on at the beginning of this segment, and behind this frame. */
    public void follow(int from, long behind) throws IOException {
        close();
        segment = from;
        through = behind;
        position = SegmentHeader.SIZE;
        nextFirst = NOT_KNOWN;
    }

    /** The last frame that it has passed. */
    public long through() {
        return through;
    }

    /** The segment that it reads. */
    public int segment() {
        return segment;
    }

    /** How often something was left out that may have held events, so far. */
    public long lost() {
        return lost;
    }

    /**
     * The next frame of events; null if there is none that is applied.
     *
     * @param applied the last frame that may be read
     */
    public @Nullable Followed next(long applied) throws IOException {
        while (through < applied && open()) {
            FrameHeader header = header();
            if (header == null || header.sequence() > Math.min(applied, lastHere())) {
                if (!isNextBegun() || nextFirst > applied + 1) {
                    return null;
                }
                leave();
                continue;
            }
            long at = position;
            position += header.frameSize();
            if (header.sequence() <= through) {
                continue;
            }
            through = header.sequence();
            if (header.kind() == FrameCodec.CONFIRMED || header.kind() == FrameCodec.PARKED) {
                Frame frame = frame(header, at);
                if (frame != null) {
                    return new Followed(frame, through);
                }
            }
        }
        return null;
    }

    /** What comes later in this file is superseded by the next one: after a crash, never while at work. */
    private long lastHere() {
        return nextFirst == NOT_KNOWN ? Long.MAX_VALUE : nextFirst - 1;
    }

    private boolean open() throws IOException {
        if (file != null) {
            return true;
        }
        int there = oldestFrom(segment);
        if (there == NOT_KNOWN) {
            return false;
        }
        if (there > segment) {
            missed("segments " + segment + " to " + (there - 1) + " were let go");
            segment = there;
        }
        file = directory.open(SegmentName.of(segment));
        position = SegmentHeader.SIZE;
        window.limit(0);
        boolean unused = isNextBegun();
        return true;
    }

    private int oldestFrom(int from) throws IOException {
        return directory.list().stream()
                .flatMapToInt(name -> SegmentName.parse(name).stream().mapToInt(Integer::intValue))
                .filter(number -> number >= from)
                .min()
                .orElse(NOT_KNOWN);
    }

    /** On to the next segment. */
    private void leave() throws IOException {
        long lacking = nextFirst - 1 - through;
        if (lacking > 0 && lacking < Recovery.LOST_AT_MOST) { // more are left out after a crash, and were no frames
            missed("the last " + lacking + " frames of segment " + segment + " can't be read");
        }
        close();
        segment++;
        nextFirst = NOT_KNOWN;
    }

    /** Whether there is a segment behind this one, which tells where this one's frames end. */
    private boolean isNextBegun() throws IOException {
        if (nextFirst != NOT_KNOWN) {
            return true;
        }
        int next = oldestFrom(segment + 1);
        if (next == NOT_KNOWN) {
            return false;
        }
        try (JournalFile following = directory.open(SegmentName.of(next))) {
            SegmentHeader header = new SegmentReader(following, next).header();
            if (header != null && header.segment() == next) { // else it was let go just now
                nextFirst = header.firstSequence();
            }
        }
        return nextFirst != NOT_KNOWN;
    }

    private @Nullable FrameHeader header() throws IOException {
        FrameHeader header = has(position, FrameHeader.SIZE) ? headerInWindow() : null;
        if (header == null && load(position, FrameHeader.SIZE)) {
            header = headerInWindow(); // it may have been written meanwhile
        }
        return header;
    }

    private @Nullable FrameHeader headerInWindow() {
        FrameHeader header = FrameHeader.read(window, (int) (position - windowAt));
        return header == null || header.segment() != segment ? null : header;
    }

    private @Nullable Frame frame(FrameHeader header, long at) throws IOException {
        byte[] payload = new byte[header.payloadLength()];
        long from = at + FrameHeader.SIZE;
        if (has(from, payload.length)) {
            window.get((int) (from - windowAt), payload);
            if (isSound(header, payload)) {
                return FrameCodec.decode(header.kind(), payload);
            }
        }
        ByteBuffer into = ByteBuffer.wrap(payload);
        opened().readFully(into, from);
        if (!into.hasRemaining() && isSound(header, payload)) {
            return FrameCodec.decode(header.kind(), payload);
        }
        missed("the frame at byte " + at + " of segment " + segment + " is damaged, or was let go");
        return null;
    }

    private static boolean isSound(FrameHeader header, byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue() == header.payloadChecksum();
    }

    private boolean has(long at, int length) {
        return at >= windowAt && at + length <= windowAt + window.limit();
    }

    private boolean load(long at, int length) throws IOException {
        window.clear();
        opened().readFully(window, at);
        window.flip();
        windowAt = at;
        return window.limit() >= length;
    }

    private JournalFile opened() {
        JournalFile present = file;
        if (present == null) {
            throw new IllegalStateException("No segment is open");
        }
        return present;
    }

    private void missed(String what) {
        lost++;
        LOG.log(
                Logger.Level.ERROR,
                "Events of reports may be lost in the journal {0}: {1}. The reports themselves are not concerned.",
                directory,
                what);
    }

    @Override
    public void close() throws IOException {
        JournalFile present = file;
        file = null;
        if (present != null) {
            present.close();
        }
    }
}
