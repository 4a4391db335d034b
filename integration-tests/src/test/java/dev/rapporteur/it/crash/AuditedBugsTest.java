package dev.rapporteur.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.planting.PlantedBug;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The bugs are planted only when one asks for it; that they still can be is seen in each build. */
class AuditedBugsTest {

    @Test
    void shouldFindThePlaceOfEachBugInTheSources() throws IOException {
        for (PlantedBug bug : AuditedBugsIT.all()) {
            String source = Files.readString(PlantedRar.SOURCES.resolve(bug.file()));

            assertThat(bug.plantIn(source)).as(bug.name()).isNotEqualTo(source);
        }
    }
}
