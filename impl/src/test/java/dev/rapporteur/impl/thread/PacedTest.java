package dev.rapporteur.impl.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PacedTest {

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Test
    void shouldPauseBetweenTurnsAlthoughItIsWoken() {
        Paced paced = new Paced(System::nanoTime, PAUSE);
        long first = paced.turn();

        LockSupport.unpark(Thread.currentThread());
        long second = paced.turn();

        assertThat(second - first).isGreaterThanOrEqualTo(PAUSE.toNanos());
    }

    @Test
    void shouldNotPauseBeforeTheFirstTurn() {
        Paced paced = new Paced(() -> Turn.DONE, Duration.ofDays(1));

        assertThat(paced.turn()).isEqualTo(Turn.DONE);
    }

    @Test
    void shouldNotPauseWhileInterrupted() {
        Paced paced = new Paced(() -> Turn.UNTIL_RUNG, Duration.ofDays(1));
        long unused = paced.turn();

        Thread.currentThread().interrupt();
        long second = paced.turn();

        assertThat(second).isEqualTo(Turn.UNTIL_RUNG);
        assertThat(Thread.interrupted()).isTrue();
    }
}
