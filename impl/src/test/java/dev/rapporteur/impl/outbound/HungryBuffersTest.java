package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whom the read-back reads for next. */
class HungryBuffersTest {

    private static final int MANY = 1_000;

    private final HungryBuffers hungry = new HungryBuffers();

    @Test
    void shouldTakeWhoIsFurthestBehindFirst() {
        PartitionBuffer ahead = withUnloaded(0, 30);
        PartitionBuffer behind = withUnloaded(1, 10);
        PartitionBuffer between = withUnloaded(2, 20);
        hungry.add(ahead);
        hungry.add(behind);
        hungry.add(between);

        assertThat(hungry.next()).isSameAs(behind);
        assertThat(hungry.next()).isSameAs(between);
        assertThat(hungry.next()).isSameAs(ahead);
        assertThat(hungry.next()).isNull();
    }

    @Test
    void shouldNotPassOverForEverWhoIsAheadWhenAnotherOneIsAlwaysHungry() {
        PartitionBuffer ahead = withUnloaded(0, 1_000_000);
        PartitionBuffer behind = withUnloaded(1, 10);
        hungry.add(ahead);

        boolean taken = false;
        for (int i = 0; i < MANY && !taken; i++) {
            hungry.add(behind);
            taken = hungry.next() == ahead;
        }

        assertThat(taken).isTrue();
    }

    @Test
    void shouldHaveABufferOnceUntilItIsTaken() {
        PartitionBuffer buffer = withUnloaded(0, 10);

        assertThat(hungry.add(buffer)).isTrue();
        assertThat(hungry.add(buffer)).isFalse();
        assertThat(hungry.next()).isSameAs(buffer);
        assertThat(hungry.next()).isNull();
        assertThat(hungry.add(buffer)).isTrue();
    }

    private static PartitionBuffer withUnloaded(int partition, long sequence) {
        PartitionBuffer buffer = Buffers.of("payments", partition);
        buffer.adopt(new Run(1, 1, sequence, 0));
        return buffer;
    }
}
