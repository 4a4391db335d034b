package dev.rapporteur.impl.outbound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The reports that a segment's index lists, or should. For one thread. */
final class ListedReports {

    /** Reads an index's lists. */
    interface Lists {
        void read(long offset, ByteBuffer into) throws IOException;
    }

    /** A partition, or {@link dev.rapporteur.impl.journal.Frame#UNROUTED}, and the segment where its reports lie. */
    private record Where(String topic, int partition, int segment) {
        @Override
        public String toString() {
            return "topic " + topic + ", partition " + (partition < 0 ? "unknown" : Integer.toString(partition));
        }
    }

    private final Map<Where, EntryList> all = new LinkedHashMap<>();

    /** The entries of a run. @throws IOException also if a block is harmed */
    static EntryList entries(Run run, Lists lists) throws IOException {
        EntryList entries = new EntryList();
        for (int first = 0; first < run.listed; first += EntryList.BLOCK_ENTRIES) {
            int count = Math.min(EntryList.BLOCK_ENTRIES, run.listed - first);
            ByteBuffer block = ByteBuffer.allocate(count * EntryList.ENTRY_BYTES + Integer.BYTES);
            long at = run.listOffset + EntryList.bytesOf(first);
            lists.read(at, block);
            if (!entries.addBlock(block.flip())) {
                throw new IOException(
                        "the block of entries at byte " + at + " of its lists is harmed: its checksum is wrong");
            }
        }
        return entries;
    }

    /** Adds a run's entries; those of a partition come in their order. */
    void add(RunTable.Row row, EntryList entries) {
        EntryList list = all.computeIfAbsent(
                new Where(row.topic(), row.partition(), row.run().segment), where -> new EntryList());
        for (int i = 0; i < entries.count(); i++) {
            list.add(entries.sequence(i), entries.position(i), entries.size(i), entries.turn(i));
        }
    }

    /**
     * Tells what is in here and not in the others.
     *
     * @param segments that count
     * @param what is said of it
     * @param findings take a sentence for each partition
     */
    void without(ListedReports others, IntPredicate segments, String what, List<String> findings) {
        all.forEach((where, entries) -> {
            EntryList other = others.all.getOrDefault(where, new EntryList());
            int count = 0;
            int first = 0;
            for (int i = entries.count() - 1; i >= 0 && segments.test(where.segment()); i--) {
                if (!holds(other, entries, i)) {
                    count++;
                    first = i;
                }
            }
            if (count > 0) {
                findings.add(what + " " + count + " reports of " + where + ", the first of them with sequence "
                        + entries.sequence(first) + " at bytes " + entries.position(first) + " to "
                        + (entries.position(first) + entries.size(first)) + " of segment " + where.segment());
            }
        });
    }

    private static boolean holds(EntryList other, EntryList entries, int i) {
        int found = other.indexOf(entries.sequence(i));
        return found < other.count()
                && other.sequence(found) == entries.sequence(i)
                && other.position(found) == entries.position(i)
                && other.size(found) == entries.size(i)
                && other.turn(found) == entries.turn(i);
    }
}
