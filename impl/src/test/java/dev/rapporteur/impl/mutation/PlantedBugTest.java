package dev.rapporteur.impl.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The planted bugs are looked for only when one asks for it; that they can still be planted is seen in each build. */
class PlantedBugTest {

    @Test
    void shouldFindThePlaceOfEachBugInTheSources() throws IOException {
        for (PlantedBug bug : PlantedBug.all()) {
            String source = Files.readString(bug.source());

            assertThat(bug.plantIn(source)).as(bug.name()).isNotEqualTo(source);
        }
    }
}
