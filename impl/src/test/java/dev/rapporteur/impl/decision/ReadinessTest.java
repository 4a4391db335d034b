package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.NotAvailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Readiness readiness = new Readiness("jdbc/orders");

    @Test
    void shouldSayThatItHasNotBeenReached() {
        assertThatThrownBy(() -> readiness.require(Duration.ofMillis(1)))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("jdbc/orders")
                .hasMessageContaining("has not been reached");
    }

    @Test
    void shouldWaitUntilItIsReady() throws InterruptedException {
        Thread waiting = new Thread(() -> readiness.require(Duration.ofHours(1)));
        waiting.setDaemon(true);
        waiting.start();
        long deadline = System.nanoTime() + LONG.toNanos();
        while (waiting.getState() != Thread.State.TIMED_WAITING && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }

        readiness.becomeReady();

        waiting.join(LONG.toMillis());
        assertThat(waiting.isAlive()).isFalse();
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void shouldNotWaitOnceItIsRefused() {
        readiness.become(new DecisionSetupException("There is no table."));

        assertThatThrownBy(() -> readiness.require(LONG))
                .isInstanceOf(NotAvailableException.class)
                .hasMessage("There is no table.");
        assertThat(readiness.isRefused()).isTrue();
    }

    @Test
    void shouldBecomeReadyWhenWhatWasWrongIsMended() {
        readiness.become(new DecisionSetupException("There is no table."));
        readiness.becomeReady();

        assertThatCode(() -> readiness.require(Duration.ZERO)).doesNotThrowAnyException();
        assertThat(readiness.isRefused()).isFalse();
    }

    @Test
    void shouldKeepAnInterruptForTheCaller() {
        Thread.currentThread().interrupt();

        readiness.awaitTried(LONG);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldNotLetTheStartWaitForADatabaseThatDidNotAnswer() {
        readiness.tried();

        readiness.awaitTried(LONG);

        assertThat(readiness.isRefused()).isFalse();
        assertThatThrownBy(() -> readiness.require(Duration.ZERO)).isInstanceOf(NotAvailableException.class);
    }
}
