package dev.rapporteur.impl.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.PartitionerException;
import dev.rapporteur.ReportPartitioner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictPartitionerTest {

    private static final ByteBuffer KEY = ByteBuffer.wrap(new byte[] {1, 2});
    private static final ByteBuffer PAYLOAD = ByteBuffer.wrap(new byte[] {3});

    @Test
    void shouldHandOverWhatAReportHasAsReadOnlyViewsOfItsOwn() {
        List<@Nullable ByteBuffer> seen = new ArrayList<>();
        StrictPartitioner strict = new StrictPartitioner((topic, key, payload, partitions) -> {
            seen.add(key);
            seen.add(payload);
            if (key != null) {
                byte unused = key.get();
            }
            return topic.length() % partitions;
        });

        assertThat(strict.choose("four", KEY, PAYLOAD, 3)).isEqualTo(1);
        assertThat(strict.choose("four", null, null, 3)).isEqualTo(1);

        assertThat(seen).hasSize(4).satisfies(all -> {
            assertThat(all.get(0)).isNotNull().matches(ByteBuffer::isReadOnly);
            assertThat(all.get(1)).isNotNull().matches(ByteBuffer::isReadOnly);
            assertThat(all.get(2)).isNull();
            assertThat(all.get(3)).isNull();
        });
        assertThat(KEY.remaining()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseAPartitionThatThereIsNot(int chosen) {
        StrictPartitioner strict = new StrictPartitioner((topic, key, payload, partitions) -> chosen);

        assertThatThrownBy(() -> strict.choose("payments", KEY, PAYLOAD, 3))
                .isInstanceOf(PartitionerException.class)
                .hasMessageContaining("has chosen partition " + chosen + " of 0 to 2")
                .hasMessageContaining("\"payments\"")
                .hasMessageContaining(StrictPartitionerTest.class.getName());
    }

    @Test
    void shouldTellWhatThePartitionerHasThrown() {
        assertTold(new IllegalStateException("no table"));
        assertTold(new NoClassDefFoundError("com/acme/Table"));
        assertTold(new AssertionError("never"));
    }

    private static void assertTold(Throwable thrown) {
        StrictPartitioner strict = new StrictPartitioner(throwing(thrown));

        assertThatThrownBy(() -> strict.choose("payments", KEY, PAYLOAD, 3))
                .isInstanceOf(PartitionerException.class)
                .hasMessageContaining("has thrown " + thrown)
                .hasCause(thrown);
    }

    private static ReportPartitioner throwing(Throwable thrown) {
        return (topic, key, payload, partitions) -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        };
    }
}
