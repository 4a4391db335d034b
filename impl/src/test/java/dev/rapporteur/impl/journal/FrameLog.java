package dev.rapporteur.impl.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fold that remembers the frames, and where they were. */
final class FrameLog implements Fold {

    private final List<Frame> frames = new ArrayList<>();
    private int oldestLive = 1;

    /** The route frames' topics, in order: what tests append. */
    List<String> topics() {
        return frames.stream()
                .filter(Frame.Route.class::isInstance)
                .map(frame -> ((Frame.Route) frame).topic())
                .toList();
    }

    /** Whether the last opening found that the journal had been closed in order. */
    boolean lastOpenedClean() {
        return frames.stream()
                .filter(Frame.Opened.class::isInstance)
                .map(frame -> ((Frame.Opened) frame).clean())
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** The ranges that can't be vouched for, as noted. */
    List<Frame.Quarantined> quarantined() {
        return frames.stream()
                .filter(Frame.Quarantined.class::isInstance)
                .map(Frame.Quarantined.class::cast)
                .toList();
    }

    Frame lastFrame() {
        return frames.get(frames.size() - 1);
    }

    void oldestLive(int segment) {
        oldestLive = segment;
    }

    @Override
    public void apply(Frame frame, long sequence, BlockAt reports) {
        frames.add(frame);
    }

    @Override
    public boolean work() {
        return false;
    }

    @Override
    public Frame.Snapshot snapshot() {
        return new Frame.Snapshot(
                List.of(),
                topics().stream()
                        .map(topic -> new Frame.KnownRoute(topic, 1, 1))
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Override
    public void restore(Frame.Snapshot snapshot) {
        frames.clear();
        snapshot.routes().forEach(route -> frames.add(new Frame.Route(route.topic(), route.partitions())));
    }

    @Override
    public void adopt(int segment, byte[] indexHead) {}

    @Override
    public void settle(int first) {}

    @Override
    public SegmentIndex index(int segment) {
        return new SegmentIndex(new byte[0], List.of(), () -> {});
    }

    @Override
    public void dropped(int oldest) {}

    @Override
    public long indexBytes() {
        return 0;
    }

    @Override
    public int oldestLiveSegment() {
        return oldestLive;
    }

    @Override
    public long liveBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public int undecided() {
        return 0;
    }

    @Override
    public Frame.@Nullable Moved nextMove(int segment, int maxBytes) {
        return null;
    }

    @Override
    public void readFrom(SegmentFiles files) {}

    @Override
    public Fold scratch() {
        return new FrameLog();
    }
}
