package dev.rapporteur.impl.simulation;

import org.junit.jupiter.api.Test;

/** Thousands of simulated lives with a database that decides; {@link SimulatedLives#test} says by which properties more. */
class DecisionSimulationTest {

    @Test
    void shouldSendWhatTheDatabaseHasCommittedAndNothingElse() {
        SimulatedLives.test(SimulatedLives::ofADecision, "decision", "DecisionSimulationTest");
    }
}
