package dev.rapporteur.tool;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows how far something has come: on a terminal one line that is drawn again, else a line now and then. */
final class ProgressBar {

    private static final int WIDTH = 40;
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter err;
    private final boolean terminal;
    private final long total;
    private final long startedAt = System.nanoTime();
    private long drawnAt = startedAt;
    private long done;

    ProgressBar(PrintWriter err, boolean terminal, long total) {
        this.err = err;
        this.terminal = terminal;
        this.total = total;
    }

    void add(long reports) {
        done += reports;
        long now = System.nanoTime();
        if (now - drawnAt >= (terminal ? REDRAW_NANOS : LINE_NANOS)) {
            drawnAt = now;
            draw();
        }
    }

    void finish() {
        draw();
        if (terminal) {
            err.println();
        }
        err.flush();
    }

    private void draw() {
        double part = total == 0 ? 1 : Math.min(1, (double) done / total);
        int filled = (int) (part * WIDTH);
        double seconds = Math.max(0.001, (System.nanoTime() - startedAt) / 1e9);
        String line = String.format(
                Locale.ROOT,
                "[%s%s] %3d%%  %d of %d reports, %d/s",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                (int) (part * 100),
                done,
                total,
                (long) (done / seconds));
        if (terminal) {
            err.print("\r" + line);
        } else {
            err.println(line);
        }
        err.flush();
    }
}
