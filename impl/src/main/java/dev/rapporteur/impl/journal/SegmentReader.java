package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment's frames in order, up to the first that is not whole. Owned by one thread.
 *
 * <p>A bad frame is a value, not an exception: after a crash it is normal at the end of the last segment. Whether it is
 * that or rot, {@link #provesDurable} tells.
 */
final class SegmentReader implements Closeable {

    /**
     * A frame with its place.
     *
     * @param header its header
     * @param payload its payload, verified
     * @param end where the next frame begins
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only decoded
    record Found(FrameHeader header, byte[] payload, long end) {}

    private static final int WINDOW_BYTES = 1024 * 1024;

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
        position += header.frameSize();
        return new Found(header, payload, position);
    }

    /**
     * Whether a header after the present position says that this sequence had been durable when it was written. Then a bad
     * frame of that sequence is rot.
     *
     * @param sequence of the frame that should stand at the present position; 0 if that is not known: then the lowest
     *     one that is found
     */
    boolean provesDurable(long sequence) throws IOException {
        long wanted = sequence == 0 ? Long.MAX_VALUE : sequence;
        long durable = 0;
        for (long at = position; at + FrameHeader.SIZE <= size; at += FrameHeader.ALIGNMENT) {
            FrameHeader header = headerAt(at);
            if (header != null && header.segment() == number) {
                durable = Math.max(durable, header.durable());
                wanted = sequence == 0 ? Math.min(wanted, header.sequence()) : wanted;
            }
        }
        return durable >= wanted;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private @Nullable FrameHeader headerAt(long at) throws IOException {
        slide(at, FrameHeader.SIZE);
        return FrameHeader.read(window, (int) (at - windowAt));
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
