package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionReadingTest {

    /** By the clock of {@link Buffers}. */
    private static final long NOW_MS = 0;

    private final PartitionBuffer buffer = Buffers.of("payments", 0);

    @Test
    void shouldTellSinceWhenAPartitionStandsStillWhileItDoes() {
        buffer.hold("the topic was deleted");
        assertThat(buffer.reading().heldSinceMs()).isEqualTo(NOW_MS);

        buffer.hold(null);

        assertThat(buffer.reading().heldSinceMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldStandStillFromTheJournalsEndOn() {
        buffer.discard();

        assertThat(buffer.reading().held()).contains("closed");
        assertThat(buffer.reading().heldSinceMs()).isEqualTo(NOW_MS);
    }
}
