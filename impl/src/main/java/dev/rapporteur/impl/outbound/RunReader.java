package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads where the reports of runs lie, from memory or from the segments' indexes, and the reports. For one thread. */
final class RunReader {

    private static final int MAX_RECENT = 64;

    /** Where a block begins in an index. */
    private record Place(int segment, long offset) {}

    private final SegmentFiles files;
    /** Blocks that were read last: of each only some entries may have been needed so far. */
    private final LinkedHashMap<Place, EntryList> recent = new LinkedHashMap<>(MAX_RECENT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, EntryList> eldest) {
            return size() > MAX_RECENT;
        }
    };

    private final ByteBuffer block = ByteBuffer.allocate(EntryList.BLOCK_BYTES);

    RunReader(SegmentFiles files) {
        this.files = files;
    }

    SegmentFiles files() {
        return files;
    }

    /** All entries of the run from this sequence on. The run is guarded by the caller, or at rest. */
    EntryList all(Run run, long from) throws IOException {
        EntryList entries = run.entries;
        if (entries != null) {
            int first = entries.indexOf(from);
            return entries.slice(first, entries.indexOf(run.last + 1) - first);
        }
        EntryList all = new EntryList();
        for (int first = 0; first < run.listed; first += EntryList.BLOCK_ENTRIES) {
            EntryList part = block(run, first);
            if (part.sequence(part.count() - 1) >= from) {
                addFrom(part, from, all);
            }
        }
        return all.slice(0, all.indexOf(run.last + 1));
    }

    /**
     * The block of a run's list that has the first entry from this sequence on. The list is in an index.
     *
     * @return without entries if there are none left
     */
    EntryList next(Run run, long from) throws IOException {
        EntryList found = nextFrom(run, run.cursor, from);
        // What was evicted from memory is read again: then the last block read is too far.
        boolean tooFar = run.cursor > 0 && (found.count() == 0 || !run.cursorCovers(from));
        return tooFar ? nextFrom(run, 0, from) : found;
    }

    private EntryList nextFrom(Run run, int begin, long from) throws IOException {
        for (int first = begin; first < run.listed; first += EntryList.BLOCK_ENTRIES) {
            EntryList part = recentBlock(run, first);
            if (part.sequence(part.count() - 1) >= from) {
                run.readAt(first, part.sequence(0));
                return part;
            }
        }
        return new EntryList();
    }

    private EntryList recentBlock(Run run, int first) throws IOException {
        Place place = new Place(run.listedIn, run.listOffset + EntryList.bytesOf(first));
        EntryList list = recent.get(place);
        if (list == null) {
            list = block(run, first);
            recent.put(place, list);
        }
        return list;
    }

    private static void addFrom(EntryList part, long from, EntryList to) {
        for (int i = part.indexOf(from); i < part.count(); i++) {
            to.add(part.sequence(i), part.position(i), part.size(i), part.turn(i));
        }
    }

    private EntryList block(Run run, int first) throws IOException {
        int entries = Math.min(EntryList.BLOCK_ENTRIES, run.listed - first);
        block.clear().limit(entries * EntryList.ENTRY_BYTES + Integer.BYTES);
        files.readList(run.listedIn, run.listOffset + EntryList.bytesOf(first), block);
        EntryList list = new EntryList(entries);
        if (!list.addBlock(block.flip())) {
            throw files.discardIndex(run.listedIn);
        }
        return list;
    }
}
