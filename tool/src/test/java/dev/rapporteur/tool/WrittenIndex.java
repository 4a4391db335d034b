package dev.rapporteur.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A segment's index with other content and right checksums, by docs/journal-format.md. Its last list has one block only. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WrittenIndex(byte[] header, byte[] head, byte[] lists) {

    private static final int HEADER = 72;
    private static final int HEAD_LENGTH = 48;
    private static final int ENTRY = 24;
    private static final int CRC = 4;
    /** From a row's end: entries, offset of the list, bytes, reports. */
    private static final int ENTRIES = 4;

    private static final int BYTES = 20;
    private static final int REPORTS = 24;
    private static final int LAST = 32;

    static WrittenIndex of(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
        byte[] header = new byte[HEADER];
        all.get(header);
        byte[] head = new byte[all.getInt(HEAD_LENGTH)];
        all.get(head);
        byte[] lists = new byte[all.remaining()];
        all.get(lists);
        return new WrittenIndex(header, head, lists);
    }

    /** Without the last entry of the last list, and counted so. */
    WrittenIndex withoutLastReport() {
        ByteBuffer list = ByteBuffer.wrap(lists);
        int last = lists.length - CRC - ENTRY;
        int size = list.getInt(last + 16);
        long sequenceBefore = list.getLong(last - ENTRY);
        ByteBuffer row = ByteBuffer.wrap(head.clone());
        int end = head.length;
        row.putInt(end - ENTRIES, row.getInt(end - ENTRIES) - 1);
        row.putInt(end - REPORTS, row.getInt(end - REPORTS) - 1);
        row.putLong(end - BYTES, row.getLong(end - BYTES) - size);
        row.putLong(end - LAST, sequenceBefore);
        byte[] shorter = Arrays.copyOf(lists, lists.length - ENTRY);
        return new WrittenIndex(header, row.array(), withChecksum(shorter, blockOf(row, end)));
    }

    /** The last entry with another turn. */
    WrittenIndex withTurnOfLastReport(int turn) {
        byte[] changed = lists.clone();
        ByteBuffer.wrap(changed).putInt(changed.length - CRC - 4, turn);
        return new WrittenIndex(header, head, withChecksum(changed, blockOf(ByteBuffer.wrap(head), head.length)));
    }

    private static int blockOf(ByteBuffer row, int end) {
        return Math.toIntExact(row.getLong(end - 12));
    }

    private static byte[] withChecksum(byte[] list, int from) {
        ByteBuffer.wrap(list).putInt(list.length - CRC, crc(list, from, list.length - CRC));
        return list;
    }

    void write(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(HEADER + head.length + lists.length);
        all.put(header).put(head).put(lists);
        all.putInt(HEAD_LENGTH, head.length)
                .putInt(52, crc(head, 0, head.length))
                .putLong(56, lists.length);
        all.putInt(68, crc(all.array(), 0, 68));
        Files.write(file, all.array());
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
