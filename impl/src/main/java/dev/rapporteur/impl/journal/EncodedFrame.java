package dev.rapporteur.impl.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A frame ready to be written: its payload in two parts, so that reports are not copied, with the checksum over both
 * (computed in the appending thread, not in the journal's).
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only written
record EncodedFrame(byte kind, byte[] fields, ReportBlock reports, int checksum) {

    static EncodedFrame of(byte kind, byte[] fields, ReportBlock reports) {
        CRC32C crc = new CRC32C();
        crc.update(fields);
        crc.update(reports.bytes(), reports.offset(), reports.length());
        return new EncodedFrame(kind, fields, reports, (int) crc.getValue());
    }

    int payloadLength() {
        return fields.length + reports.length();
    }

    /** Header, payload and padding. */
    int size() {
        return FrameHeader.sizeOfFrame(payloadLength());
    }

    ByteBuffer reportBytes() {
        return ByteBuffer.wrap(reports.bytes(), reports.offset(), reports.length());
    }
}
