package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whether a thread's processor time is found under its duty. */
class ThreadTimesTest {

    private static final Duration BUSY = Duration.ofMillis(300);

    @Test
    void shouldCountATimeUnderTheThreadsDuty() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch worked = new CountDownLatch(1);
        ThreadTimes before = ThreadTimes.of(ProcessHandle.current().pid());
        Thread journal = new Thread(
                () -> {
                    long begin = System.nanoTime();
                    while (System.nanoTime() - begin < BUSY.toNanos()) {
                        Thread.onSpinWait();
                    }
                    worked.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "rapporteur-journal-some");
        journal.start();
        worked.await();

        ThreadTimes after = ThreadTimes.of(ProcessHandle.current().pid());
        over.countDown();
        journal.join();

        assertThat(after.since(before, Duty.JOURNAL)).isPositive();
        assertThat(after.since(before, Duty.DISPATCHER)).isZero();
    }

    @Test
    void shouldKnowAThreadByTheFirst15CharactersOfItsName() {
        assertThat(Duty.of("rapporteur-disp")).isEqualTo(Duty.DISPATCHER);
        assertThat(Duty.of("rapporteur-fina")).isEqualTo(Duty.WATCHING);
        assertThat(Duty.of("kafka-producer-")).isEqualTo(Duty.CLIENT);
        assertThat(Duty.of("EE-ManagedThrea")).isEqualTo(Duty.CALLERS);
    }
}
