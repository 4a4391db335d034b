package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EnlistingTest {

    private final Enlisting enlisting = new Enlisting();

    @Test
    void shouldFindOutThatTheServerDoesNotEnlist() {
        enlisting.handedOut(true, "a");
        assertThat(enlisting.isUnwanted()).isFalse();

        enlisting.handedOut(false, "a");
        assertThat(enlisting.isUnwanted()).isTrue();
    }

    @Test
    void shouldBelieveTheServersWishForGood() {
        enlisting.handedOut(false, "a");
        enlisting.want();
        enlisting.handedOut(false, "a");

        assertThat(enlisting.isUnwanted()).isFalse();
    }

    @RepeatedTest(20)
    void shouldNotForgetAWishThatComesAtTheSameTime() throws InterruptedException {
        Thread other = new Thread(enlisting::want);
        other.start();
        enlisting.handedOut(false, "a");
        other.join();

        assertThat(enlisting.isUnwanted()).isFalse();
    }
}
