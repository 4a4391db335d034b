package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.Mutations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever bytes are there, a reader either reads them, says that they are none of its own, or refuses them with a
 * JournalException; and a length in them never makes it allocate more than the file could hold. Half of the inputs get right
 * checksums after they were mutated, so that what lies behind these is reached too.
 */
@ExtendWith(QuietJournal.class)
class JournalFuzzTest {

    private static final String SEGMENT = SegmentName.of(1);
    private static final int HEADER = FrameHeader.SIZE;

    @Test
    void shouldDecodeAnyPayloadOrRefuseIt() {
        List<byte[]> payloads = FrameCodecTest.frames()
                .map(FrameCodec::encode)
                .map(JournalFuzzTest::withKind)
                .toList();

        long tried = Mutations.fuzz(payloads, (input, random) -> {
            if (input.length > 0) {
                byte kind = random.nextInt(16) == 0 ? (byte) random.nextInt(256) : input[0];
                decode(kind, Arrays.copyOfRange(input, 1, input.length));
            }
        });

        assertThat(tried).isPositive();
    }

    private static byte[] withKind(EncodedFrame frame) {
        return ByteBuffer.allocate(1 + frame.payloadLength())
                .put(frame.kind())
                .put(frame.fields())
                .put(frame.reportBytes())
                .array();
    }

    private static void decode(byte kind, byte[] payload) {
        try {
            FrameCodec.encode(FrameCodec.decode(kind, payload));
        } catch (JournalException e) {
            assertThat(e).hasMessageContaining("can't be understood");
        }
    }

    @Test
    void shouldScanAnySegmentToItsEnd() {
        long tried = Mutations.fuzz(segments(), (input, random) -> {
            if (random.nextBoolean()) {
                repairFrames(input);
            }
            SimulatedDirectory directory = new SimulatedDirectory(random);
            directory.put(SEGMENT, input);
            long through = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(60);
            scan(directory, through);
        });

        assertThat(tried).isPositive();
    }

    private static void scan(SimulatedDirectory directory, long through) throws IOException {
        int length = directory.length(SEGMENT);
        try (SegmentScan scan = new SegmentScan(directory, 1, through, 1)) {
            scan.snapshot();
            int frames = 0;
            for (SegmentReader.Found found = scan.next(); found != null; found = scan.next()) {
                scan.decode(found);
                assertThat(++frames).isLessThanOrEqualTo(length / HEADER);
            }
            scan.reader().lastHeader();
            if (!scan.damage().isEmpty()) {
                new Quarantine(directory, JournalLab.ID).mend(1, scan.firstSequence(), scan.damage(), null);
            }
        } catch (JournalException e) {
            assertThat(e).hasMessageContaining("can't be taken");
        }
    }

    @Test
    void shouldReadAnyIndexOrMakeItAgain() {
        List<byte[]> indexes = new ArrayList<>();
        JournalLab lab = new JournalLab();
        lab.fill(40);
        lab.files("segment-").stream()
                .filter(name -> name.endsWith(".index"))
                .forEach(name -> indexes.add(lab.directory.bytes(name)));
        indexes.add(index(new byte[100], 5_000));

        long tried = Mutations.fuzz(indexes, (input, random) -> {
            if (random.nextBoolean()) {
                repairIndex(input);
            }
            readIndex(input, random);
        });

        assertThat(tried).isPositive();
    }

    private static void readIndex(byte[] input, SplittableRandom random) throws IOException {
        SimulatedDirectory directory = new SimulatedDirectory(random);
        directory.put(SegmentName.indexOf(1), input);
        IndexFile index = IndexFile.read(directory, 1, JournalLab.ID);
        if (index != null) {
            assertThat(index.head().length).isLessThan(input.length);
        }
        try (SegmentFiles files = new SegmentFiles(directory)) {
            files.readList(1, random.nextInt(100), ByteBuffer.allocate(28));
        } catch (IOException | HarmedIndexException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static byte[] index(byte[] head, int lists) {
        try {
            SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));
            new IndexFile(1, new UUID(1, 2), 9, 99, head)
                    .write(directory, new SegmentIndex(head, List.of(ByteBuffer.allocate(lists)), () -> {}));
            return directory.bytes(SegmentName.indexOf(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Segment 1 of journals that hold all kinds of frames. */
    private static List<byte[]> segments() {
        List<byte[]> segments = new ArrayList<>();
        for (int first = 0; first < 3; first++) {
            JournalLab lab = new JournalLab();
            Journal journal = lab.open(new JournalSettings(4_000, 1L << 40, true, null, false));
            FrameCodecTest.frames()
                    .filter(frame -> !(frame instanceof Frame.Snapshot))
                    .skip(first)
                    .forEach(frame -> {
                        journal.append(frame);
                        journal.turn();
                    });
            segments.add(lab.directory.bytes(SEGMENT));
        }
        return segments;
    }

    /** Gives each header, and what seems to be its payload, its right checksum. */
    private static void repairFrames(byte[] input) {
        ByteBuffer bytes = ByteBuffer.wrap(input);
        if (input.length >= SegmentHeader.SIZE) {
            bytes.putInt(44, crc(input, 0, 44));
        }
        for (int at = SegmentHeader.SIZE; at + HEADER <= input.length; at += FrameHeader.ALIGNMENT) {
            if (FrameHeader.startsAt(bytes, at)) {
                int length = bytes.getInt(at + 24);
                if (length >= 0 && length <= input.length - at - HEADER) {
                    bytes.putInt(at + 32, crc(input, at + HEADER, length));
                }
                bytes.putInt(at + 36, crc(input, at, 36));
            }
        }
    }

    private static void repairIndex(byte[] input) {
        if (input.length >= IndexFile.HEADER_SIZE) {
            ByteBuffer bytes = ByteBuffer.wrap(input);
            int length = bytes.getInt(48);
            if (length >= 0 && length <= input.length - IndexFile.HEADER_SIZE) {
                bytes.putInt(52, crc(input, IndexFile.HEADER_SIZE, length));
                bytes.putLong(56, input.length - IndexFile.HEADER_SIZE - (long) length);
            } else {
                // A head of 2 GB, and lists that are less than nothing: the sum is right.
                bytes.putLong(56, input.length - IndexFile.HEADER_SIZE - (long) length);
            }
            bytes.putInt(68, crc(input, 0, 68));
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
