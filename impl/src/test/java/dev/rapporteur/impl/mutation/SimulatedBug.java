package dev.rapporteur.impl.mutation;

import dev.rapporteur.testkit.planting.PlantedBug;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A bug to be planted in the engine's sources, or in what stands for a database's rules in a simulation. */
record SimulatedBug(PlantedBug bug) {

    private static final String LIST = "planted-bugs.txt";
    private static final String PACKAGE = "dev/rapporteur/impl";

    /** All that {@value #LIST} lists. */
    static List<SimulatedBug> all() {
        return PlantedBug.read(Objects.requireNonNull(SimulatedBug.class.getResourceAsStream(LIST), LIST)).stream()
                .map(SimulatedBug::new)
                .toList();
    }

    /** Where its source is, and all the package, below the module. */
    Path sources() {
        return Path.of(isOfModel() ? "src/test/java" : "src/main/java").resolve(PACKAGE);
    }

    /** Whether it is looked for in lives with a database that decides. */
    boolean isOfDecision() {
        return isOfModel() || bug.file().startsWith("decision/");
    }

    private boolean isOfModel() {
        return bug.file().startsWith("simulation/");
    }
}
