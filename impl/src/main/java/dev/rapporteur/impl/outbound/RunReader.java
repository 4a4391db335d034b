package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads where the reports of runs lie, from memory or from the segments' indexes, and the reports. For one thread. */
final class RunReader {

    private final SegmentFiles files;
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
     * Some entries of a run whose list is in an index, from this sequence on.
     *
     * @return with at least one entry, unless there are none left
     */
    EntryList next(Run run, long from) throws IOException {
        EntryList found = nextFrom(run, run.cursor, from);
        // What was evicted from memory is read again: then the last block read is too far.
        boolean tooFar = run.cursor > 0 && (found.count() == 0 || !run.cursorCovers(from));
        return tooFar ? nextFrom(run, 0, from) : found;
    }

    private EntryList nextFrom(Run run, int begin, long from) throws IOException {
        EntryList found = new EntryList();
        for (int first = begin;
                first < run.listed && found.count() < EntryList.BLOCK_ENTRIES;
                first += EntryList.BLOCK_ENTRIES) {
            EntryList part = block(run, first);
            if (part.sequence(part.count() - 1) >= from) {
                if (found.count() == 0) {
                    run.readAt(first, part.sequence(0));
                }
                addFrom(part, from, found);
            }
        }
        return found;
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
        EntryList list = new EntryList();
        if (!list.addBlock(block.flip())) {
            throw files.discardIndex(run.listedIn);
        }
        return list;
    }
}
