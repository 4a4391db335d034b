package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.kafka.MarkerCodec.NotUnderstoodException;
import dev.rapporteur.impl.outbound.PartitionId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MarkerCodecTest {

    private static final UUID JOURNAL = UUID.fromString("0123abcd-4567-89ab-cdef-0123456789ab");
    private static final PartitionId PARTITION = new PartitionId("payments", 11);
    private static final MarkerCodec.Key KEY = new MarkerCodec.Key(JOURNAL, PARTITION);
    private static final Marker MARKER = new Marker("5L6g3nShT-eMCtK--X86sw", -3, 7, 5, Long.MAX_VALUE, 3, 1L << 40);

    private final byte[] key = MarkerCodec.key(JOURNAL, PARTITION);
    private final byte[] value = MarkerCodec.value(MARKER);

    @Test
    void shouldGiveBackWhatWasWritten() throws NotUnderstoodException {
        assertThat(MarkerCodec.key(key)).isEqualTo(KEY);
        assertThat(MarkerCodec.value(KEY, value)).isEqualTo(MARKER);
    }

    @Test
    void shouldKeepTheLayoutThatOthersHaveWritten() {
        assertThat(key)
                .startsWith(1, 0x01, 0x23, (byte) 0xab, (byte) 0xcd)
                .containsSequence(0, 0, 0, 11, 0, 8)
                .endsWith("payments".getBytes(StandardCharsets.US_ASCII));
        assertThat(value)
                .hasSize(43 + 22)
                .startsWith(2, -1, -1, -1, -1, -1, -1, -1, -3, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 5, 127);
    }

    @Test
    void shouldRefuseWhatEndsEarly() {
        for (int length = 0; length < key.length; length++) {
            byte[] cut = Arrays.copyOf(key, length);
            assertThatThrownBy(() -> MarkerCodec.key(cut)).isInstanceOf(NotUnderstoodException.class);
        }
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> MarkerCodec.value(KEY, cut)).isInstanceOf(NotUnderstoodException.class);
        }
    }

    @Test
    void shouldRefuseWhatGoesOn() {
        assertThatThrownBy(() -> MarkerCodec.key(Arrays.copyOf(key, key.length + 1)))
                .isInstanceOf(NotUnderstoodException.class)
                .hasMessage("A marker's key says that its name has 8 bytes, and has 9");
        assertThatThrownBy(() -> MarkerCodec.value(KEY, Arrays.copyOf(value, value.length + 1)))
                .isInstanceOf(NotUnderstoodException.class);
    }

    @Test
    void shouldRefuseAnotherVersionAndNameIt() {
        key[0] = 2;
        value[0] = 9;
        assertThatThrownBy(() -> MarkerCodec.key(key))
                .isInstanceOf(NotUnderstoodException.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> MarkerCodec.value(KEY, value))
                .isInstanceOf(NotUnderstoodException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void shouldRefuseNumbersThatCanNotBe() {
        key[17] = -1;
        assertThatThrownBy(() -> MarkerCodec.key(key)).isInstanceOf(NotUnderstoodException.class);
        for (int number : List.of(9, 13, 21, 29, 33)) {
            byte[] wrong = value.clone();
            wrong[number] = -128;
            assertThatThrownBy(() -> MarkerCodec.value(KEY, wrong)).isInstanceOf(NotUnderstoodException.class);
        }
    }
}
