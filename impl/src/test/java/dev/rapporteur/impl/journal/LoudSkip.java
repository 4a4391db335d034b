package dev.rapporteur.impl.journal;

import java.lang.System.Logger;
import org.junit.jupiter.api.Assumptions;

/** A test that can't run here says so where it is seen. */
final class LoudSkip {

    private static final Logger LOG = System.getLogger(LoudSkip.class.getName());

    private LoudSkip() {}

    /** Skips the test, with a warning on the log, unless the condition holds. */
    static void unless(boolean condition, String why) {
        if (!condition) {
            LOG.log(Logger.Level.WARNING, "SKIPPED: {0}", why);
        }
        Assumptions.assumeTrue(condition, why);
    }
}
