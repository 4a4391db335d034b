package dev.rapporteur.it.bed;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Plug;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Points at which threads of a server stand still until it is killed or they are let go. Many stand at all points of a way at
 * once if the furthest is held first: who is held there has passed the others. Safe for use by several threads.
 */
public final class HaltPoints {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final App app;
    private final List<String> held = new ArrayList<>();

    /** Of an application's server; none holds yet. */
    public HaltPoints(App app) {
        this.app = app;
    }

    /** All that the server has. */
    public List<String> all() {
        return app.call(Plug.class, "points").lines().toList();
    }

    /** The point, for the threads of one connection definition's engine alone. */
    public static String of(String point, String engine) {
        return point + "@" + engine;
    }

    /** Starts a server on which these hold from the beginning, and no others. */
    public synchronized void start(WildFlyServer server, List<String> points) {
        held.clear();
        held.addAll(points);
        server.start(List.of("-Drapporteur.hold=" + String.join(",", points)));
    }

    /** From now on who reaches this one stands still. */
    public synchronized void hold(String point) {
        held.add(point);
        tell();
    }

    /** Lets those go on that stand at one point, as far as to another. */
    public synchronized void move(String from, String to) {
        held.remove(from);
        hold(to);
    }

    /** Lets all go on. */
    public synchronized void letGo() {
        held.clear();
        tell();
    }

    /** Waits until so many threads stand at a point. */
    public void await(String point, int threads) {
        Await.until(threads + " threads stand at " + point, PATIENCE, () -> count(point) == threads);
    }

    /** How many threads stand at a point. */
    public int count(String point) {
        return Integer.parseInt(app.call(Plug.class, "held", point));
    }

    /** Kills the server while a call to its application stands at a point. */
    public static void kill(WildFlyServer server, App app, String point, Runnable call) {
        HaltPoints points = new HaltPoints(app);
        points.hold(point);
        CompletableFuture<Void> standing = CompletableFuture.runAsync(call);
        points.await(point, 1);
        server.kill();
        assertThatThrownBy(standing::join).hasCauseInstanceOf(UncheckedIOException.class);
    }

    private void tell() {
        app.call(Plug.class, "holdAt", String.join(",", held));
    }
}
