package dev.rapporteur.it.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Carries a plan out on a scene, and logs when each step really came, so that it can be carried out again. For one thread. */
final class Destroyer {

    private final Scene scene;
    private final Path log;
    private final long beginNanos = System.nanoTime();

    /** Its clock starts now. */
    Destroyer(Scene scene, Path log) {
        this.scene = scene;
        this.log = log;
    }

    /** Carries it out to its end. */
    void perform(Plan plan) {
        for (Step step : plan.steps()) {
            long at = beginNanos + TimeUnit.MILLISECONDS.toNanos(step.atMs());
            while (System.nanoTime() < at) {
                LockSupport.parkNanos(at - System.nanoTime());
            }
            note(new Step(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos), step.act(), step.part()));
            scene.perform(step);
        }
    }

    private void note(Step step) {
        try {
            Files.writeString(log, step + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The step " + step + " can't be noted in " + log, e);
        }
    }
}
