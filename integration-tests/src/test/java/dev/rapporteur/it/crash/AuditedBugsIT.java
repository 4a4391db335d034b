package dev.rapporteur.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.testkit.planting.PlantedBug;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The auditor finds the bugs that are planted in the product, each within {@value #ROUNDS} rounds. {@code -Dcrash.bugs} is parts
 * of the names of those to try, separated by commas, or {@code all}.
 */
@EnabledIfSystemProperty(named = "crash.bugs", matches = ".+")
class AuditedBugsIT {

    private static final int ROUNDS = 3;
    private static final long SEED = 1;
    private static final String LIST = "audited-bugs.txt";

    /** All that {@value #LIST} lists. */
    static List<PlantedBug> all() {
        return PlantedBug.read(Objects.requireNonNull(AuditedBugsIT.class.getResourceAsStream(LIST), LIST));
    }

    /** Those that are tried. */
    static List<PlantedBug> bugs() {
        List<String> chosen = List.of(System.getProperty("crash.bugs", "").split(",", -1));
        return all().stream()
                .filter(bug -> chosen.stream()
                        .anyMatch(part -> part.equals("all") || bug.name().contains(part)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void shouldFindWhatIsPlanted(PlantedBug bug) throws Exception {
        Path directory = Bed.directory("bug-" + bugs().indexOf(bug));
        Season season = new Season(directory, PlantedRar.with(bug, directory));

        Optional<String> wrong = season.play(ROUNDS, SEED);

        System.out.println("| " + bug.name() + " | " + wrong.orElse("NOT FOUND").replace('\n', ' ') + " |");
        assertThat(wrong.orElse("")).as(bug.name()).containsPattern(Findings.PATTERN + "|" + Leftovers.LEFT);
    }
}
