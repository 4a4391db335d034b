package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.Mutations;
import dev.rapporteur.impl.journal.JournalException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a segment's index holds, in any shape: read, or refused with a JournalException. */
class IndexFuzzTest {

    @Test
    void shouldReadAnyRunTableOrRefuseIt() {
        Run run = new Run(3, 4, 77, 0);
        run.append(77, 48, 100, -1);
        RunTable.Row row = new RunTable.Row("payments", 3, run);
        List<byte[]> heads = List.of(RunTable.encode(List.of()), RunTable.encode(List.of(row, row, row)));

        long tried = Mutations.fuzz(heads, (input, random) -> {
            try {
                assertThat(RunTable.decode(4, input, 0)).hasSizeLessThan(1 + input.length);
            } catch (JournalException e) {
                assertThat(e).hasMessageContaining("index of segment 4");
            }
        });

        assertThat(tried).isPositive();
    }

    @Test
    void shouldReadAnyBlockOfEntriesOrSayThatItIsHarmed() {
        EntryList entries = new EntryList();
        for (int i = 0; i < 50; i++) {
            entries.add(i, 100L * i, 100, i);
        }
        ByteBuffer sound = entries.toBytes();
        byte[] block = new byte[sound.remaining()];
        sound.get(block);

        long tried = Mutations.fuzz(List.of(block), (input, random) -> {
            if (random.nextBoolean() && input.length >= Integer.BYTES) {
                repair(input);
            }
            EntryList read = new EntryList();
            boolean taken = read.addBlock(ByteBuffer.wrap(input));
            assertThat(read.count()).isEqualTo(taken ? input.length / EntryList.ENTRY_BYTES : 0);
        });

        assertThat(tried).isPositive();
    }

    private static void repair(byte[] input) {
        CRC32C crc = new CRC32C();
        crc.update(input, 0, input.length - Integer.BYTES);
        ByteBuffer.wrap(input).putInt(input.length - Integer.BYTES, (int) crc.getValue());
    }
}
