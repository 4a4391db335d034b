package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment's frames in order, up to the first that is not whole. Owned by one thread.
 *
 * <p>A bad frame is a value, not an exception: after a crash it is normal at the end of the last segment. Whether it is
 * that or rot, {@link #provenDurable} tells.
 */
final class SegmentReader implements Closeable {

    /**
     * A frame with its place.
     *
     * @param header its header
     * @param payload its payload, verified
     * @param position where it begins
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only decoded
    record Found(FrameHeader header, byte[] payload, long position) {

        /** Where the next frame begins. */
        long end() {
            return position + header.frameSize();
        }

        /** Where a frame's reports lie that this one was decoded to. */
        BlockAt reports(Frame frame) {
            ReportBlock block = frame.reports();
            return new BlockAt(header.segment(), position + FrameHeader.SIZE + block.offset(), block.length());
        }
    }

    private static final int WINDOW_BYTES = 1024 * 1024;

    /** What a segment holds behind its last frame, for the most part. */
    private static final byte[] ZEROS = new byte[4096];

    private final JournalFile file;
    private final int number;
    private final long size;
    private final ByteBuffer window;
    private long windowAt;
    private long position = SegmentHeader.SIZE;

    SegmentReader(JournalFile file, int number) throws IOException {
        this.file = file;
        this.number = number;
        this.size = file.size();
        this.window = ByteBuffer.allocate((int) Math.min(size, WINDOW_BYTES)).limit(0);
    }

    /** The segment's header; null if it isn't whole. */
    @Nullable
    SegmentHeader header() throws IOException {
        ByteBuffer bytes = read(0, SegmentHeader.SIZE);
        return bytes == null ? null : SegmentHeader.read(bytes);
    }

    /** Bytes in the file. */
    long size() {
        return size;
    }

    /** Where the frames read so far end. */
    long position() {
        return position;
    }

    /** The next frame; null if there is no whole one at the present position. */
    @Nullable
    Found next() throws IOException {
        FrameHeader header = headerAt(position);
        if (header == null || header.segment() != number || header.frameSize() > size - position) {
            return null;
        }
        byte[] payload = payloadAt(position + FrameHeader.SIZE, header.payloadLength());
        CRC32C crc = new CRC32C();
        crc.update(payload);
        if ((int) crc.getValue() != header.payloadChecksum()) {
            return null;
        }
        Found found = new Found(header, payload, position);
        position = found.end();
        return found;
    }

    /** Goes on from this position. */
    void seek(long at) {
        position = at;
    }

    /**
     * The last sequence that headers after the present position say had been durable when they were written; 0 if there is
     * none. A bad frame at or below it is rot, not a torn tail.
     */
    long provenDurable() throws IOException {
        long durable = 0;
        for (long at = nextHeader(position); at >= 0; at = nextHeader(at + FrameHeader.ALIGNMENT)) {
            durable = Math.max(durable, requireHeader(at).durable());
        }
        return durable;
    }

    /**
     * Where the frame at the present position, which is not whole, ends: as its own header says, if that can be read and
     * another one follows; else where the next header is. -1 if there is none.
     */
    long endOfBad() throws IOException {
        FrameHeader own = headerAt(position);
        if (own != null && headerAt(position + own.frameSize()) != null) {
            return position + own.frameSize();
        }
        return nextHeader(position + FrameHeader.SIZE); // no frame is smaller, nor is the note that stands in for it
    }

    /** Where the last header of this segment after the present position begins; -1 if there is none. */
    long lastHeader() throws IOException {
        long last = -1;
        for (long at = nextHeader(position); at >= 0; at = nextHeader(at + FrameHeader.ALIGNMENT)) {
            last = at;
        }
        return last;
    }

    /** The header at this position; null if there is no whole one of this segment. */
    @Nullable
    FrameHeader headerAt(long at) throws IOException {
        if (size - at < FrameHeader.SIZE) {
            return null;
        }
        slide(at, FrameHeader.SIZE);
        FrameHeader header = FrameHeader.read(window, (int) (at - windowAt));
        return header == null || header.segment() != number ? null : header;
    }

    private long nextHeader(long from) throws IOException {
        for (long at = from; at + FrameHeader.SIZE <= size; at += FrameHeader.ALIGNMENT + zerosAfter(at)) {
            slide(at, FrameHeader.SIZE);
            if (FrameHeader.startsAt(window, (int) (at - windowAt)) && headerAt(at) != null) {
                return at;
            }
        }
        return -1;
    }

    /** How many zeros follow the alignment that begins there, as far as they are looked at, in whole alignments: no header begins in them. */
    private int zerosAfter(long at) {
        int first = (int) (at - windowAt) + FrameHeader.ALIGNMENT;
        int looked = Math.min(window.limit() - first, ZEROS.length);
        if (looked <= 0) {
            return 0;
        }
        int other = Arrays.mismatch(window.array(), first, first + looked, ZEROS, 0, looked);
        int zeros = other < 0 ? looked : other;
        return zeros - zeros % FrameHeader.ALIGNMENT;
    }

    private FrameHeader requireHeader(long at) throws IOException {
        FrameHeader header = headerAt(at);
        if (header == null) {
            throw new IOException("the header at byte " + at + " is gone while it is read");
        }
        return header;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private byte[] payloadAt(long at, int length) throws IOException {
        byte[] payload = new byte[length];
        if (length > window.capacity()) {
            readFully(ByteBuffer.wrap(payload), at);
        } else {
            slide(at, length);
            window.get((int) (at - windowAt), payload);
        }
        return payload;
    }

    /** Moves the window so that it holds these bytes, or as many of them as the file has. */
    private void slide(long at, int length) throws IOException {
        if (at >= windowAt && at + length <= windowAt + window.limit()) {
            return;
        }
        window.clear();
        file.readFully(window, at);
        window.flip();
        windowAt = at;
    }

    private @Nullable ByteBuffer read(long at, int length) throws IOException {
        if (size - at < length) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        readFully(bytes, at);
        return bytes.flip();
    }

    private void readFully(ByteBuffer into, long at) throws IOException {
        file.readFully(into, at);
        if (into.hasRemaining()) {
            throw new IOException("the file has become shorter than its " + size + " bytes");
        }
    }
}
