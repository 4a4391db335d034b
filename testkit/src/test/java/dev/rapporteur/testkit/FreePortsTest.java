package dev.rapporteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Ports are this JVM's alone: another one that took that of a stopped broker would keep it from starting again. */
class FreePortsTest {

    private static final int EACH = 3_000;

    @Test
    void shouldGivePortsThatNoOtherJvmOfTheBuildGives() {
        int fork = Integer.parseInt(System.getProperty("testkit.fork", "1"));

        int lowest = 20_000 + (fork - 1) * EACH;
        assertThat(FreePorts.next()).isBetween(lowest, lowest + EACH - 1);
    }
}
