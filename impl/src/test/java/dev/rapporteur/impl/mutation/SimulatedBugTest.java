package dev.rapporteur.impl.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.planting.PlantedBug;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The planted bugs are looked for only when one asks for it; that they can still be planted is seen in each build. */
class SimulatedBugTest {

    @Test
    void shouldFindThePlaceOfEachBugInTheSources() throws IOException {
        for (SimulatedBug simulated : SimulatedBug.all()) {
            PlantedBug bug = simulated.bug();
            String source = Files.readString(simulated.sources().resolve(bug.file()));

            assertThat(bug.plantIn(source)).as(bug.name()).isNotEqualTo(source);
        }
    }
}
