package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalView.PlacedFrame;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.journal.SegmentIndex;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the index of a sealed segment must list: the segment folded from its own snapshot on, as recovery does when an index is
 * missing; or, as an opening does, with the frames that it has taken over from the segment's end. For one thread.
 */
public final class SegmentFold {

    private final int segment;
    private boolean begun;
    private final Outbound outbound =
            new Outbound(OutboundListener.NONE, new MemoryBudget(0), System::currentTimeMillis);

    /**
     * Begins.
     *
     * @param files from which parts of branches are read that lie in earlier segments; these must be unharmed
     */
    public SegmentFold(int segment, SegmentFiles files) {
        this.segment = segment;
        outbound.readFrom(files);
    }

    /**
     * Takes the segment's frames in order, its snapshot first; then those that an opening has taken over from its end. Without a
     * snapshot it takes none, and can't be used.
     */
    public void apply(PlacedFrame placed) {
        if (placed.frame() instanceof Frame.Snapshot snapshot) {
            outbound.restore(snapshot);
            begun = true;
        } else if (begun) {
            outbound.apply(placed.frame(), placed.sequence(), placed.reports());
        }
    }

    /** All that it has placed and that was neither delivered nor rolled back within the segment. At the end. */
    ListedReports listed() throws IOException {
        SegmentIndex index = outbound.index(segment);
        ByteBuffer lists = ByteBuffer.allocate(Math.toIntExact(index.listBytes()));
        index.lists().forEach(list -> lists.put(list.duplicate()));
        ListedReports listed = new ListedReports();
        for (RunTable.Row row : RunTable.decode(segment, index.head(), 0)) {
            listed.add(row, ListedReports.entries(row.run(), (at, into) -> {
                int from = Math.toIntExact(at);
                into.put(lists.duplicate().limit(from + into.remaining()).position(from));
            }));
        }
        return listed;
    }
}
