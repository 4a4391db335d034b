package dev.rapporteur.impl.simulation;

import org.junit.jupiter.api.Test;

/** Thousands of simulated lives; {@link SimulatedLives#test} says by which properties more. */
class OutboundSimulationTest {

    @Test
    void shouldKeepTheGuaranteesOverCrashesAndFailingDisks() {
        SimulatedLives.test(SimulatedLives::ofAnEngine, "simulation", "OutboundSimulationTest");
    }
}
