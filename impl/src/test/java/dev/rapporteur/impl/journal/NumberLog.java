package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A fold whose state is the numbers of the frames that it was given, in their order. A sealed segment's numbers are what its
 * index holds.
 */
final class NumberLog implements Fold {

    private final TreeMap<Integer, List<Long>> bySegment = new TreeMap<>();

    /** The numbers, in the frames' order. */
    List<Long> numbers() {
        return bySegment.values().stream().flatMap(List::stream).toList();
    }

    /** The last number; 0 if there is none. */
    long last() {
        List<Long> numbers = numbers();
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }

    /** What was acknowledged is here, what was refused isn't, nothing is twice or out of order. */
    void assertBearsOut(Told told) {
        assertThat(outOfOrder()).as("numbers that don't follow the one before").isEmpty();
        Set<Long> here = new HashSet<>(numbers());
        assertThat(told.acknowledged().keySet().stream().filter(number -> !here.contains(number)))
                .as("acknowledged, and not here")
                .isEmpty();
        assertThat(told.refused().keySet().stream().filter(here::contains))
                .as("refused, and here")
                .isEmpty();
    }

    private List<String> outOfOrder() {
        List<Long> numbers = numbers();
        List<String> wrong = new ArrayList<>();
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) <= numbers.get(i - 1)) {
                wrong.add(numbers.get(i) + " after " + numbers.get(i - 1));
            }
        }
        return wrong;
    }

    @Override
    public void apply(Frame frame, long sequence, BlockAt reports) {
        NumberedFrames.numberOf(frame).ifPresent(number -> in(reports.segment()).add(number));
    }

    private List<Long> in(int segment) {
        return bySegment.computeIfAbsent(segment, one -> new ArrayList<>());
    }

    @Override
    public boolean work() {
        return false;
    }

    @Override
    public Frame.Snapshot snapshot() {
        return Frame.Snapshot.EMPTY;
    }

    @Override
    public void restore(Frame.Snapshot snapshot) {}

    @Override
    public void adopt(int segment, byte[] indexHead) {
        for (ByteBuffer head = ByteBuffer.wrap(indexHead); head.hasRemaining(); ) {
            in(segment).add(head.getLong());
        }
    }

    @Override
    public void settle(int first) {}

    @Override
    public SegmentIndex index(int segment) {
        ByteBuffer head = ByteBuffer.allocate(in(segment).size() * Long.BYTES);
        in(segment).forEach(head::putLong);
        return new SegmentIndex(head.array(), List.of(), () -> {});
    }

    @Override
    public void dropped(int oldest) {}

    @Override
    public long indexBytes() {
        return 0;
    }

    @Override
    public int oldestLiveSegment() {
        return 1;
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
        return new NumberLog();
    }
}
