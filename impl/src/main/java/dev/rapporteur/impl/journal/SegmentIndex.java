package dev.rapporteur.impl.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a fold must know of a sealed segment's reports: a head, which is read at each opening, and lists, which are read when
 * needed and have checksums of their own. Opaque to the journal.
 *
 * @param head small
 * @param lists one after the other; offsets in the head count from the first one's beginning
 * @param written to be run once they can be read from the disk
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only written
public record SegmentIndex(byte[] head, List<ByteBuffer> lists, Runnable written) {

    /** Bytes of all lists. */
    public long listBytes() {
        return lists.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
