package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalView;
import dev.rapporteur.impl.journal.JournalView.PlacedFrame;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an opening took over from the end of a segment that a crash had left: frames that nothing proved durable are written anew
 * at the head of the next segment, in front of that opening's Opened frame, and applied before the old segment's index is made. So
 * what that index lists may follow from them, too. For one thread.
 *
 * <p>They lie in the first later segment that has frames: an opening that crashed itself before anything was proven hands all that
 * it has taken over to the next one.
 */
final class TakenOver {

    /** What there is of it. */
    enum State {
        /** The next segment was begun while at work: nothing was taken over. */
        NONE,
        WHOLE,
        /** What would say so is missing or damaged. */
        UNKNOWN
    }

    private final JournalView view;
    private final JournalView.Segment in;
    private final long before;
    private State state = State.NONE;
    /** The sequence of the opening's own frame, the first one of its kind: what went before such a frame is proven with it. */
    private long opened = Long.MAX_VALUE;

    private TakenOver(JournalView view, JournalView.Segment in, long before) {
        this.view = view;
        this.in = in;
        this.before = before;
    }

    /**
     * Looks for it.
     *
     * @param last the sequence of the segment's last frame
     */
    static TakenOver from(JournalView view, JournalView.Segment segment, long last) {
        List<JournalView.Segment> later = view.segments().stream()
                .filter(one -> one.number() > segment.number())
                .toList();
        int expected = segment.number() + 1;
        for (JournalView.Segment next : later) {
            TakenOver found = new TakenOver(view, next, last);
            boolean empty = found.look();
            if (next.number() != expected) {
                found.state = State.UNKNOWN;
            }
            if (!empty || found.state != State.NONE) {
                return found;
            }
            expected++;
        }
        TakenOver nothing = new TakenOver(view, segment, last);
        nothing.state = State.UNKNOWN; // an index is made when the next segment is there
        return nothing;
    }

    /** Whether and up to where the segment has it. @return whether the segment has no frame at all */
    private boolean look() {
        boolean[] harmed = new boolean[1];
        JournalView.Reading reading = view.read(in, before, placed -> {
            if (placed.frame() instanceof Frame.Opened) {
                opened = Math.min(opened, placed.sequence());
            }
            harmed[0] |= placed.frame() instanceof Frame.Quarantined range
                    && range.segment() == in.number()
                    && placed.sequence() < opened;
        });
        harmed[0] |= reading.damage().stream().anyMatch(range -> range.firstSequence() < opened);
        if (harmed[0] || !in.headSound()) {
            state = State.UNKNOWN;
        } else if (opened < Long.MAX_VALUE) {
            state = State.WHOLE;
        }
        return reading.frames() == 0;
    }

    State state() {
        return state;
    }

    /** Hands on what was taken over, in order. */
    void forEach(Consumer<PlacedFrame> each) {
        JournalView.Reading unused = view.read(in, before, placed -> {
            if (placed.sequence() < opened && !(placed.frame() instanceof Frame.Snapshot)) {
                each.accept(placed);
            }
        });
    }
}
