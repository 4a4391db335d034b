package dev.rapporteur.impl.journal;

import java.util.ArrayList;
import java.util.List;

/** A fold that remembers the frames, and where they were. */
final class FrameLog extends PlainFold {

    private final List<Frame> frames = new ArrayList<>();
    private int oldestLive = 1;
    private Frame.LogStart logStart = Frame.LogStart.FIRST;

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
        if (frame instanceof Frame.LogStart start) {
            logStart = start;
        }
    }

    @Override
    public Frame.LogStart logStart() {
        return logStart;
    }

    @Override
    public Frame.Snapshot snapshot() {
        return new Frame.Snapshot(
                logStart,
                List.of(),
                topics().stream()
                        .map(topic -> new Frame.KnownRoute(topic, 1, 1))
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                quarantined(),
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
        logStart = snapshot.logStart();
        snapshot.routes().forEach(route -> frames.add(new Frame.Route(route.topic(), route.partitions())));
        frames.addAll(snapshot.quarantined());
    }

    @Override
    public int oldestLiveSegment() {
        return oldestLive;
    }

    @Override
    public Fold scratch() {
        return new FrameLog();
    }
}
