package dev.rapporteur.impl.journal;

import java.util.ArrayList;
import java.util.List;

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

    Frame lastFrame() {
        return frames.get(frames.size() - 1);
    }

    void oldestLive(int segment) {
        oldestLive = segment;
    }

    @Override
    public void apply(Frame frame, long sequence, int segment) {
        frames.add(frame);
    }

    @Override
    public Frame.Snapshot snapshot() {
        return new Frame.Snapshot(List.of(), List.of(), List.of(), List.of());
    }

    @Override
    public int oldestLiveSegment() {
        return oldestLive;
    }
}
