package dev.rapporteur.impl.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TurnThreadTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Bell bell = new Bell();

    @Test
    void shouldEndWhenTheTurnsAreDone() {
        AtomicInteger turns = new AtomicInteger();

        TurnThread thread = TurnThread.start("test", () -> turns.incrementAndGet() < 5 ? 0 : Turn.DONE, bell);

        assertThat(thread.join(SOON)).isTrue();
        assertThat(turns).hasValue(5);
    }

    @Test
    void shouldLoseNoRing() throws InterruptedException {
        int rings = 20_000;
        AtomicInteger work = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        TurnThread thread = TurnThread.start(
                "test",
                () -> {
                    done.addAndGet(work.getAndSet(0));
                    return done.get() == rings ? Turn.DONE : Turn.UNTIL_RUNG;
                },
                bell);

        for (int i = 0; i < rings; i++) {
            work.incrementAndGet();
            bell.ring();
        }

        assertThat(thread.join(SOON)).isTrue();
    }

    @Test
    void shouldGoOnAfterATurnThatThrows() {
        AtomicInteger turns = new AtomicInteger();

        TurnThread thread = TurnThread.start(
                "test",
                () -> {
                    if (turns.incrementAndGet() == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return Turn.DONE;
                },
                bell);

        assertThat(thread.join(SOON)).isTrue();
        assertThat(turns).hasValue(2);
    }

    @Test
    void shouldRunUnderTheAdaptersOwnClassLoader() throws InterruptedException {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        CountDownLatch ran = new CountDownLatch(1);
        Thread.currentThread().setContextClassLoader(new ClassLoader() {});
        try {
            TurnThread.start(
                    "test",
                    () -> {
                        seen.set(Thread.currentThread().getContextClassLoader());
                        ran.countDown();
                        return Turn.DONE;
                    },
                    bell);
        } finally {
            Thread.currentThread().setContextClassLoader(TurnThreadTest.class.getClassLoader());
        }

        assertThat(ran.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasValue(TurnThread.class.getClassLoader());
    }
}
