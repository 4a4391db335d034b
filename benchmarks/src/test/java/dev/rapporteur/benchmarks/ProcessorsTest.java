package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whether work is seen in what the machine's processors have done. */
class ProcessorsTest {

    private static final Duration BUSY = Duration.ofMillis(500);

    @Test
    void shouldCountWorkAsBusyAndNoMoreThanThereIs() throws Exception {
        Processors before = Processors.now();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < BUSY.toNanos()) {
            Thread.onSpinWait();
        }

        Processors used = Processors.now().since(before);
        double seconds = (System.nanoTime() - begin) / 1e9;

        assertThat(used.busySeconds())
                .isBetween(0.1, (seconds + 0.1) * Runtime.getRuntime().availableProcessors());
        assertThat(used.waitingSeconds()).isNotNegative();
    }
}
