package dev.rapporteur.impl.outbound;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Where reports lie, in the order of their sequences: 24 bytes for each, in memory as in a segment's index. Whoever owns the
 * run that it belongs to guards it.
 *
 * <p>In the index a list is written in blocks of up to {@value #BLOCK_ENTRIES} entries; big-endian:
 *
 * <pre>
 *  0  long  sequence
 *  8  long  position in the segment's file
 * 16  int   size in bytes
 * 20  int   turn, see {@link TopicState#turnOf}
 * ...       the next entry, and so on; after the block's last:
 *     int   CRC32C of the block's entries
 * </pre>
 */
final class EntryList {

    static final int ENTRY_BYTES = 24;
    static final int BLOCK_ENTRIES = 1024;
    static final int BLOCK_BYTES = BLOCK_ENTRIES * ENTRY_BYTES + Integer.BYTES;

    private static final int FIRST_CAPACITY = 8;

    private long[] sequences;
    private long[] positions;
    private int[] sizes;
    private int[] turns;
    private int count;

    EntryList() {
        this(FIRST_CAPACITY);
    }

    /** Empty, with room for so many until it grows. */
    EntryList(int capacity) {
        sequences = new long[capacity];
        positions = new long[capacity];
        sizes = new int[capacity];
        turns = new int[capacity];
    }

    void add(long sequence, long position, int size, int turn) {
        if (count == sequences.length) {
            int capacity = count + (count >> 1) + 1;
            sequences = Arrays.copyOf(sequences, capacity);
            positions = Arrays.copyOf(positions, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            turns = Arrays.copyOf(turns, capacity);
        }
        sequences[count] = sequence;
        positions[count] = position;
        sizes[count] = size;
        turns[count] = turn;
        count++;
    }

    int count() {
        return count;
    }

    long sequence(int index) {
        return sequences[index];
    }

    long position(int index) {
        return positions[index];
    }

    int size(int index) {
        return sizes[index];
    }

    int turn(int index) {
        return turns[index];
    }

    /** The first entry with this sequence or a higher one; the count if there is none. */
    int indexOf(long sequence) {
        int found = Arrays.binarySearch(sequences, 0, count, sequence);
        return found >= 0 ? found : -found - 1;
    }

    /** Copies some entries. */
    EntryList slice(int from, int max) {
        int to = Math.min(count, from + max);
        EntryList slice = new EntryList(Math.max(1, to - from));
        for (int i = from; i < to; i++) {
            slice.add(sequences[i], positions[i], sizes[i], turns[i]);
        }
        return slice;
    }

    /** Bytes that a list of so many entries takes in an index. */
    static long bytesOf(int entries) {
        int blocks = (entries + BLOCK_ENTRIES - 1) / BLOCK_ENTRIES;
        return (long) entries * ENTRY_BYTES + (long) blocks * Integer.BYTES;
    }

    /** All entries as an index holds them. */
    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(bytesOf(count)));
        for (int from = 0; from < count; from += BLOCK_ENTRIES) {
            int begin = bytes.position();
            int to = Math.min(count, from + BLOCK_ENTRIES);
            for (int i = from; i < to; i++) {
                bytes.putLong(sequences[i])
                        .putLong(positions[i])
                        .putInt(sizes[i])
                        .putInt(turns[i]);
            }
            bytes.putInt(checksum(bytes, begin, bytes.position()));
        }
        return bytes.flip();
    }

    /**
     * Adds the entries of one block.
     *
     * @return false if the block is harmed
     */
    boolean addBlock(ByteBuffer block) {
        int end = block.limit() - Integer.BYTES;
        if (end < 0 || end % ENTRY_BYTES != 0 || block.getInt(end) != checksum(block, 0, end)) {
            return false;
        }
        for (int at = 0; at < end; at += ENTRY_BYTES) {
            add(block.getLong(at), block.getLong(at + 8), block.getInt(at + 16), block.getInt(at + 20));
        }
        return true;
    }

    private static int checksum(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().position(from).limit(to));
        return (int) crc.getValue();
    }
}
