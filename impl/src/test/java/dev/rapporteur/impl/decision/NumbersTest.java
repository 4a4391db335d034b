package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

    private final Numbers numbers = new Numbers();

    @Test
    void shouldCountFromOne() {
        assertThat(numbers.take()).isEqualTo(1);
        assertThat(numbers.take()).isEqualTo(2);
    }

    @Test
    void shouldHoldTheLowestThatIsAtWork() {
        long first = numbers.take();
        long second = numbers.take();

        assertThat(numbers.lowest()).isEqualTo(first);
        numbers.end(first);
        assertThat(numbers.lowest()).isEqualTo(second);
    }

    @Test
    void shouldGoOnToTheNextWhenNoneIsAtWork() {
        numbers.end(numbers.take());

        assertThat(numbers.lowest()).isEqualTo(2);
    }

    @Test
    void shouldHoldTheLowestInDoubtUntilTheJournalIsOpenedAgain() {
        long doubtful = numbers.take();
        numbers.end(numbers.take());
        numbers.doubt(doubtful);

        assertThat(numbers.lowest()).isEqualTo(doubtful);
        numbers.clearDoubts();
        assertThat(numbers.lowest()).isEqualTo(3);
    }

    @Test
    void shouldHoldWhatIsAtWorkBelowADoubt() {
        long working = numbers.take();
        numbers.doubt(numbers.take());

        assertThat(numbers.lowest()).isEqualTo(working);
    }

    @Test
    void shouldHoldNoDoubtAboutWhatIsDecided() {
        long doubtful = numbers.take();
        numbers.doubt(doubtful);
        numbers.end(doubtful);

        assertThat(numbers.lowest()).isEqualTo(2);
    }

    @Test
    void shouldHoldWhatBecomesPendingOnceMoreAlthoughItWasDecided() {
        long number = numbers.take();
        numbers.hold(number);
        numbers.end(number);

        assertThat(numbers.lowest()).isEqualTo(number);
        numbers.release(number);
        assertThat(numbers.lowest()).isEqualTo(number + 1);
    }
}
