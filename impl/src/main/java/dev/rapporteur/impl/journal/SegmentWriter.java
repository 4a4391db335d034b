package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes frames one after the other into the active segment's file, which was written full beforehand, through a staging
 * buffer. Owned by the journal's thread.
 */
final class SegmentWriter {

    private static final int STAGING_BYTES = 64 * 1024;
    private static final int ZEROS_BYTES = 64 * 1024;

    private final JournalFile file;
    private final int number;
    private final ByteBuffer staging;
    private long flushed;
    private long allocated;

    /** Writes from the file's beginning on. */
    SegmentWriter(JournalFile file, int number, ByteBuffer staging) throws IOException {
        this.file = file;
        this.number = number;
        this.staging = staging.clear();
        this.allocated = file.size();
    }

    /** A staging buffer; one serves all segments of a journal, one after the other. */
    static ByteBuffer newStaging() {
        return ByteBuffer.allocateDirect(STAGING_BYTES);
    }

    int number() {
        return number;
    }

    /** Where the frames end, staged ones included. */
    long size() {
        return flushed + staging.position();
    }

    /** Bytes of the file. */
    long allocated() {
        return Math.max(allocated, flushed);
    }

    /**
     * Makes sure that so many more bytes can be written.
     *
     * @throws IOException if the file system has no room; the frames are as before
     */
    void reserve(long bytes) throws IOException {
        long wanted = size() + bytes;
        try {
            while (allocated < wanted) {
                int step = (int) Math.min(ZEROS_BYTES, wanted - allocated);
                file.writeFully(ByteBuffer.allocate(step), allocated);
                allocated += step;
            }
        } catch (IOException e) {
            file.truncate(allocated);
            throw e;
        }
    }

    void writeHeader(SegmentHeader header) throws IOException {
        stage(header.toBytes());
    }

    /**
     * Writes a frame.
     *
     * @return where its reports lie
     */
    BlockAt write(EncodedFrame frame, long sequence, long durable) throws IOException {
        FrameHeader header =
                new FrameHeader(number, sequence, durable, frame.payloadLength(), frame.kind(), frame.checksum());
        ByteBuffer head = ByteBuffer.allocate(FrameHeader.SIZE);
        header.write(head);
        stage(head.flip());
        stage(ByteBuffer.wrap(frame.fields()));
        BlockAt reports = new BlockAt(number, size(), frame.reports().length());
        stage(frame.reportBytes());
        stage(ByteBuffer.allocate(frame.size() - FrameHeader.SIZE - frame.payloadLength()));
        return reports;
    }

    /** Hands all that is staged to the operating system. */
    void flush() throws IOException {
        staging.flip();
        int bytes = staging.remaining();
        file.writeFully(staging, flushed);
        flushed += bytes;
        staging.clear();
    }

    /** Returns when all that was written is on the disk. */
    void sync() throws IOException {
        flush();
        file.sync();
    }

    void close() throws IOException {
        file.close();
    }

    private void stage(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!staging.hasRemaining()) {
                flush();
            }
            int part = Math.min(bytes.remaining(), staging.remaining());
            staging.put(bytes.slice().limit(part));
            bytes.position(bytes.position() + part);
        }
    }
}
