package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether headers are found behind zeros, of which a segment holds millions. */
class SegmentReaderTest {

    private static final int SEGMENT = 7;
    private static final long DURABLE = 11;
    private static final int BYTES = 3 << 20;

    @TempDir
    private Path directory = Path.of("");

    /** About where what is looked at in one go ends: some of zeros, and the bytes in memory. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                SegmentHeader.SIZE,
                SegmentHeader.SIZE + 8,
                SegmentHeader.SIZE + 4096 - 8,
                SegmentHeader.SIZE + 4096,
                SegmentHeader.SIZE + 4096 + 8,
                SegmentHeader.SIZE + (1 << 20) - 40,
                SegmentHeader.SIZE + (1 << 20) - 32,
                SegmentHeader.SIZE + (1 << 20) - 8,
                SegmentHeader.SIZE + (1 << 20),
                SegmentHeader.SIZE + (1 << 20) + 8,
                BYTES - FrameHeader.SIZE
            })
    void shouldFindAHeaderBehindZeros(int at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).position(at);
        new FrameHeader(SEGMENT, DURABLE + 1, DURABLE, 0, (byte) 1, 0).write(bytes);
        FileSystemDirectory files = FileSystemDirectory.at(directory);
        try (JournalFile file = files.create("segment")) {
            file.writeFully(bytes.rewind(), 0);
            SegmentReader reader = new SegmentReader(file, SEGMENT);

            assertThat(reader.lastHeader()).isEqualTo(at);
            assertThat(reader.provenDurable()).isEqualTo(DURABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SegmentHeader.SIZE, SegmentHeader.SIZE + 1001, BYTES - 1})
    void shouldFindNoneWhereThereIsNone(int other) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(other, (byte) 1);
        FileSystemDirectory files = FileSystemDirectory.at(directory);
        try (JournalFile file = files.create("segment")) {
            file.writeFully(bytes, 0);

            assertThat(new SegmentReader(file, SEGMENT).lastHeader()).isNegative();
        }
    }
}
