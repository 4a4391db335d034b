package dev.rapporteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

    private static final Duration SHORT = Duration.ofMillis(120);

    @Test
    void shouldGiveTheValueOnceItIsThere() {
        AtomicInteger asked = new AtomicInteger();

        String value =
                Await.value("third time", Duration.ofSeconds(10), () -> asked.incrementAndGet() < 3 ? null : "there");

        assertThat(value).isEqualTo("there");
        assertThat(asked).hasValue(3);
    }

    @Test
    void shouldSayWhatWasWaitedForAndHowItFailedLast() {
        assertThatThrownBy(() -> Await.until("the server answers", SHORT, () -> {
                    throw new IllegalStateException("connection refused");
                }))
                .isInstanceOf(Await.NotInTimeException.class)
                .hasMessage("Not within 120 ms: the server answers")
                .hasRootCauseMessage("connection refused");
    }

    @Test
    void shouldAskAtLeastOnceHoweverShortTheTime() {
        Await.until("holds at once", Duration.ZERO, () -> true);
    }
}
