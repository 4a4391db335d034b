package dev.rapporteur.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where figures were taken. */
final class Machine {

    private Machine() {}

    /** Of all figures that a run prints. */
    static String heading(String title) {
        return "## " + title + ", " + LocalDate.now(ZoneOffset.UTC) + ", " + describe() + "\n";
    }

    static String describe() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors() + " processors (" + System.getProperty("os.arch") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + System.getProperty("java.version");
    }
}
