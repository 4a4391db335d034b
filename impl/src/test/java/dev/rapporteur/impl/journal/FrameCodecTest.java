package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {

    private static final BranchXid XID = Xids.of(42);
    private static final int SEGMENT = 3;
    private static final long SEQUENCE = 100;

    static Stream<Frame> frames() {
        Frame.BranchDecided decided = new Frame.BranchDecided(XID, Decision.ROLLBACK, true);
        return Stream.of(
                new Frame.Opened(-7, true),
                new Frame.Route("payments", 12),
                new Frame.BranchPrepared(XID, block(20)),
                decided,
                new Frame.BranchForgotten(XID),
                new Frame.Released(XID),
                new Frame.Reports(block(1)),
                new Frame.Delivered(List.of(new Position("payments", 3, 1L << 40), new Position("audit", 0, 1))),
                new Frame.DurableMark(true),
                new Frame.Snapshot(
                        List.of(1L, -2L),
                        List.of(new Frame.Route("payments", 12)),
                        List.of(new Position("payments", 3, 9)),
                        List.of(decided)));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void shouldReadWhatItWrote(Frame frame) {
        EncodedFrame encoded = FrameCodec.encode(frame);

        Frame read = FrameCodec.decode(encoded.kind(), payloadOf(encoded));

        assertThat(encodedAgain(read)).isEqualTo(payloadOf(encoded));
        assertThat(read.getClass()).isEqualTo(frame.getClass());
    }

    @ParameterizedTest
    @MethodSource("frames")
    void shouldTakeNoTruncatedFrameForAWholeOne(Frame frame) throws IOException {
        byte[] bytes = segmentWith(frame);

        for (int length = SegmentHeader.SIZE; length < bytes.length; length++) {
            assertThat(firstFrame(Arrays.copyOf(bytes, length)))
                    .as("%s cut at byte %d", frame, length)
                    .isNull();
        }
        assertThat(firstFrame(bytes)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void shouldTakeNoFlippedBitForTheTruth(Frame frame) throws IOException {
        byte[] bytes = segmentWith(frame);
        int end =
                SegmentHeader.SIZE + FrameHeader.SIZE + FrameCodec.encode(frame).payloadLength();

        for (int at = SegmentHeader.SIZE; at < end; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                bytes[at] ^= (byte) (1 << bit);
                assertThat(firstFrame(bytes))
                        .as("%s flipped at byte %d, bit %d", frame, at, bit)
                        .isNull();
                bytes[at] ^= (byte) (1 << bit);
            }
        }
    }

    @Test
    void shouldRefuseAnUnknownKindInWords() {
        assertThatThrownBy(() -> FrameCodec.decode((byte) 99, new byte[3]))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("kind 99")
                .hasMessageContaining("another version of the adapter");
    }

    @Test
    void shouldRefuseAPayloadThatDoesNotFitItsKind() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            byte[] payload = new byte[random.nextInt(64)];
            random.nextBytes(payload);
            byte kind = (byte) random.nextInt(20);
            try {
                assertThat(encodedAgain(FrameCodec.decode(kind, payload))).isEqualTo(payload);
            } catch (JournalException expected) {
                assertThat(expected).hasMessageContaining("can't be understood");
            }
        }
    }

    private static ReportBlock block(int length) {
        return new ReportBlock(new byte[length + 5], 2, length);
    }

    private static byte[] payloadOf(EncodedFrame frame) {
        ByteBuffer payload = ByteBuffer.allocate(frame.payloadLength());
        return payload.put(frame.fields()).put(frame.reportBytes()).array();
    }

    private static byte[] encodedAgain(Frame frame) {
        return payloadOf(FrameCodec.encode(frame));
    }

    private static byte[] segmentWith(Frame frame) throws IOException {
        SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));
        SegmentWriter writer =
                SegmentWriter.create(directory, SEGMENT, new UUID(1, 2), SEQUENCE, SegmentWriter.newStaging());
        writer.write(FrameCodec.encode(frame), SEQUENCE, SEQUENCE - 1);
        writer.sync();
        try (JournalFile file = directory.open(SegmentName.of(SEGMENT))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    private static SegmentReader.@Nullable Found firstFrame(byte[] segment) throws IOException {
        return new SegmentReader(new BytesFile(segment), SEGMENT).next();
    }

    /** A file to read, in memory. */
    private record BytesFile(ByteBuffer bytes) implements JournalFile {

        private BytesFile(byte[] bytes) {
            this(ByteBuffer.wrap(bytes));
        }

        @Override
        public int append(ByteBuffer from) {
            throw new AssertionError("only to read");
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int count = Math.min(into.remaining(), bytes.limit() - (int) position);
            if (count <= 0) {
                return -1;
            }
            into.put(bytes.slice((int) position, count));
            return count;
        }

        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public void truncate(long size) {
            throw new AssertionError("only to read");
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
