package dev.rapporteur.impl.journal;

import java.util.Objects;

/**
 * Encoded reports, one after the other: opaque to the journal. Handed over: whoever makes a block never writes to its
 * array again.
 *
 * @param bytes the array that holds them, maybe among others
 * @param offset where they begin
 * @param length how many bytes they take
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only written and sliced
public record ReportBlock(byte[] bytes, int offset, int length) {

    /** No reports. */
    public static final ReportBlock NONE = new ReportBlock(new byte[0], 0, 0);

    /** Checks the bounds. */
    public ReportBlock {
        Objects.checkFromIndexSize(offset, length, bytes.length);
    }

    /** Where they end, exclusive. */
    public int end() {
        return offset + length;
    }
}
