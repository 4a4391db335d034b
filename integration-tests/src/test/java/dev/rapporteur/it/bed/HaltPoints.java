package dev.rapporteur.it.bed;

import dev.rapporteur.it.app.Plug;
import dev.rapporteur.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Points at which threads of a server stand still until it is killed or they are let go. Many stand at all points of a way at
 * once if the furthest is held first: who is held there has passed the others. For one thread.
 */
public final class HaltPoints {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final App app;
    private final List<String> held = new ArrayList<>();

    /** Of an application's server; none holds yet. */
    public HaltPoints(App app) {
        this.app = app;
    }

    /** From now on who reaches this one stands still. */
    public void hold(String point) {
        held.add(point);
        tell();
    }

    /** Lets those go on that stand at one point, as far as to another. */
    public void move(String from, String to) {
        held.remove(from);
        hold(to);
    }

    /** Lets all go on. */
    public void letGo() {
        held.clear();
        tell();
    }

    /** Waits until so many threads stand at a point. */
    public void await(String point, int threads) {
        Await.until(
                threads + " threads stand at " + point,
                PATIENCE,
                () -> Integer.parseInt(app.call(Plug.class, "held", point)) == threads);
    }

    private void tell() {
        app.call(Plug.class, "holdAt", String.join(",", held));
    }
}
