package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.Markers;
import dev.rapporteur.impl.outbound.PartitionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Markers of this version and of the one before, among others' records. */
class FoundMarkersTest {

    private static final UUID JOURNAL = UUID.fromString("0123abcd-4567-89ab-cdef-0123456789ab");
    private static final PartitionId PARTITION = new PartitionId("payments", 11);
    private static final String CLUSTER = "5L6g3nShT-eMCtK--X86sw";

    private final FoundMarkers found = new FoundMarkers(JOURNAL);

    private void take(byte[] value) {
        found.take(new ConsumerRecord<>("progress", 0, 0, MarkerCodec.key(JOURNAL, PARTITION), value));
    }

    /** As builds wrote it that could not map. */
    private static byte[] ofVersion1(int generation, long from, long next, long firstOffset) {
        return ByteBuffer.allocate(39 + CLUSTER.length())
                .put((byte) 1)
                .putLong(3)
                .putInt(generation)
                .putLong(from)
                .putLong(next)
                .putLong(firstOffset)
                .putShort((short) CLUSTER.length())
                .put(CLUSTER.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private List<Marker> markers() {
        Markers markers = found.result(Set.of());
        assertThat(markers.unclear()).isEmpty();
        return markers.found().getOrDefault(PARTITION, List.of());
    }

    @Test
    void shouldTakeAMarkerOfTheVersionBeforeAsOneOfReportsInTheirOwnPartition() {
        take(ofVersion1(2, 5, 9, 77));

        assertThat(markers()).containsExactly(new Marker(CLUSTER, 3, 2, 5, 9, 11, 77));
    }

    @Test
    void shouldTakeTheLaterOneWhenBothVersionsSpeakOfAPartition() {
        Marker later = new Marker(CLUSTER, 3, 2, 9, 12, 0, 4);
        take(ofVersion1(2, 5, 9, 77));

        take(MarkerCodec.value(later));

        assertThat(markers()).containsExactly(later);
    }

    @Test
    void shouldNameThePartitionOfWhichAMarkerIsOfAVersionToCome() {
        byte[] value = MarkerCodec.value(new Marker(CLUSTER, 3, 2, 9, 12, 0, 4));
        value[0] = 3;

        take(value);

        assertThat(found.result(Set.of()).unclear()).containsOnlyKeys(PARTITION);
    }
}
