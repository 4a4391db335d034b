package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Appends frames to the active segment, through a staging buffer. Owned by the journal's thread. */
final class SegmentWriter {

    private static final int STAGING_BYTES = 64 * 1024;

    private final JournalFile file;
    private final int number;
    private final ByteBuffer staging;
    private long size;

    private SegmentWriter(JournalFile file, int number, ByteBuffer staging) {
        this.file = file;
        this.number = number;
        this.staging = staging;
    }

    /** A staging buffer for {@link #create}; one serves all segments of a journal, one after the other. */
    static ByteBuffer newStaging() {
        return ByteBuffer.allocateDirect(STAGING_BYTES);
    }

    /** Creates the segment's file with its header; nothing of it is durable yet. */
    static SegmentWriter create(
            JournalDirectory directory, int number, UUID journalId, long firstSequence, ByteBuffer staging)
            throws IOException {
        SegmentWriter writer = new SegmentWriter(directory.create(SegmentName.of(number)), number, staging.clear());
        writer.stage(new SegmentHeader(SegmentHeader.VERSION, number, journalId, firstSequence).toBytes());
        return writer;
    }

    int number() {
        return number;
    }

    /** Bytes of the segment, staged ones included. */
    long size() {
        return size;
    }

    void write(EncodedFrame frame, long sequence, long durable) throws IOException {
        FrameHeader header =
                new FrameHeader(number, sequence, durable, frame.payloadLength(), frame.kind(), frame.checksum());
        ByteBuffer head = ByteBuffer.allocate(FrameHeader.SIZE);
        header.write(head);
        stage(head.flip());
        stage(ByteBuffer.wrap(frame.fields()));
        stage(frame.reportBytes());
        stage(ByteBuffer.allocate(frame.size() - FrameHeader.SIZE - frame.payloadLength()));
    }

    /** Hands all that is staged to the operating system. */
    void flush() throws IOException {
        staging.flip();
        file.appendFully(staging);
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
        size += bytes.remaining();
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
