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
        BlockAt at = new BlockAt(7, 1L << 33, 99);
        Frame.Quarantined range = new Frame.Quarantined(5, 9, 3, 48, 1L << 34);
        return Stream.of(
                new Frame.Opened(-7, true),
                new Frame.Route("payments", 12),
                new Frame.Route("payments", 12, true),
                new Frame.BranchPart(17, block(9)),
                new Frame.BranchDropped(17),
                new Frame.BranchPrepared(XID, 17, block(20)),
                decided,
                new Frame.BranchForgotten(XID),
                new Frame.BranchPrepared(
                        XID, new Frame.Proof("java:/jdbc/bücher", "TABLE 1 2 3"), Frame.NO_PARTS, block(1)),
                new Frame.Released(XID),
                new Frame.Reports(Frame.NO_PARTS, block(1)),
                new Frame.Delivered(List.of(new Position("payments", 3, 1L << 40), new Position("audit", 0, 1))),
                new Frame.Moved(List.of(new Frame.MovedTo(77, Frame.UNROUTED)), block(30)),
                new Frame.Chosen("payments", 1L << 33, 7, List.of(new Frame.ChosenPlace(77, 3, 1L << 34, 99))),
                new Frame.Mapped("payments", 3, 1),
                new Parking.Parked("payments", 3, 1L << 33, "too large for über-topic", 1_700_000_000_000L, block(30)),
                new Parking.Retried("payments", 3, 1, List.of(7L, 1L << 33)),
                new Parking.Dropped("payments", 3, 1L << 33, "nobody wants it", 1_700_000_000_000L),
                new Observing.Confirmed(
                        "payments",
                        3,
                        1L << 33,
                        1_700_000_000_000L,
                        List.of(new Observing.Told(-7, 4, 1L << 40), new Observing.Told(-7, 5, Observing.NO_OFFSET))),
                new Observing.Observed("désk", 1L << 33, 7),
                new Observing.Unobserved("désk"),
                new Frame.TransactionalIdUsed(5, 2),
                range,
                new Frame.DurableMark(true),
                new Frame.LogStart(3, 1L << 33),
                new Frame.Snapshot(
                        new Frame.LogStart(2, 7),
                        List.of(1L, -2L),
                        List.of(new Frame.KnownRoute("payments", 12, 6)),
                        List.of(new Position("payments", 3, 9)),
                        List.of(decided),
                        List.of(new Frame.Prepared(
                                XID,
                                12,
                                2,
                                4,
                                true,
                                List.of(new Frame.Share("payments", 3, 1, 99)),
                                List.of(new Frame.Lying(12L << 20, at)),
                                List.of(new Frame.Lying((12L << 20) + 1, at)))),
                        List.of(new Frame.Part(17, at, 3)),
                        List.of(new Frame.Vacated(11, 2)),
                        List.of(range),
                        List.of(new Parking.Place(
                                "payments",
                                3,
                                List.of(new Parking.Aside(1L << 33, -7, 4, at, 1_700_000_000_000L, "too large")),
                                List.of(1L << 33, 1L << 34))),
                        List.of(new Frame.TransactionalIdUsed(5, 2)),
                        List.of(new Frame.Choice("payments", 1L << 35)),
                        List.of(new Observing.Observed("desk", 9, 2)),
                        List.of(new Frame.Mapped("payments", 3, 1)),
                        List.of(new Frame.Proven(12, new Frame.Proof("java:/jdbc/bücher", "TABLE 1 2 3")))));
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
            byte kind = (byte) random.nextInt(23);
            try {
                byte[] again = encodedAgain(FrameCodec.decode(kind, payload));
                // A stand-in for damaged frames is padded to their length.
                assertThat(kind == FrameCodec.QUARANTINED ? Arrays.copyOf(payload, again.length) : payload)
                        .isEqualTo(again);
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
                new SegmentWriter(directory.create(SegmentName.of(SEGMENT)), SEGMENT, SegmentWriter.newStaging());
        writer.writeHeader(new SegmentHeader(SegmentHeader.VERSION, SEGMENT, new UUID(1, 2), SEQUENCE, 0));
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
        public int write(ByteBuffer from, long position) {
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
