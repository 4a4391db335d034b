package dev.rapporteur.it;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Operator;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Many;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.many.Desk;
import dev.rapporteur.testkit.Await;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * One engine on its way to a halt point, what it was given until then, and what must have come of that when its server is back. Texts
 * are sent in the order of the alphabet. Most go with a row each, so the rows say what has committed. For one thread at a time.
 */
final class Stand {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int SEGMENT_REPORT_DOTS = 50_000;

    /** So many reports of so many dots are more than a segment. */
    private static final int SEGMENT_REPORTS = 2 + Many.SEGMENT_BYTES / SEGMENT_REPORT_DOTS;

    private static final int MOST_SEGMENTS = 40;
    private static final String AFTER_ALL = "9 after";

    final String engine;
    final String point;
    final Path journal;
    final Topic topic;
    private final Topic ballast;
    private final App app;
    private final HaltPoints points;
    private final Executor clients;

    /** Texts whose client was told that they have committed. */
    private final Set<String> acknowledged = Collections.synchronizedSet(new TreeSet<>());

    private final Set<String> withoutRow = new TreeSet<>();
    /** Have a row, and are not sent at their turn: parked, late, or dropped. */
    private final Set<String> setApart = new TreeSet<>();

    private final List<String> late = new ArrayList<>();
    private final List<CompletableFuture<?>> calls = new ArrayList<>();
    private int expectedParked;
    private int filledSegments;
    private Runnable onReturn = () -> {};

    /** Nothing is done yet. */
    Stand(String engine, String point, Path journal, App app, HaltPoints points, Executor clients) {
        this.engine = engine;
        this.point = point;
        this.journal = journal;
        this.app = app;
        this.points = points;
        this.clients = clients;
        this.topic = Topic.named(Bed.kafka(), engine, 1);
        this.ballast = Topic.named(Bed.kafka(), engine + "-ballast", 1);
    }

    boolean isBefore() {
        return point.startsWith("BEFORE");
    }

    /** From now on the engine is held there. */
    void hold() {
        points.hold(HaltPoints.of(point, engine));
    }

    boolean isHeld() {
        return points.count(HaltPoints.of(point, engine)) == 1;
    }

    void awaitHeld() {
        points.await(HaltPoints.of(point, engine), 1);
    }

    /** The callers of this engine are held at another point, until {@link #letOn}. */
    void holdCaller(String where) {
        points.hold(HaltPoints.of(where, engine));
    }

    void awaitCaller(String where) {
        points.await(HaltPoints.of(where, engine), 1);
    }

    /** Lets them go on, as far as to the point. */
    void letOn(String where) {
        points.move(HaltPoints.of(where, engine), HaltPoints.of(point, engine));
    }

    /** A row and its report. */
    void pay(String text) {
        pay(topic, text, 1, 0);
    }

    private void pay(Topic to, String text, int reports, int dots) {
        app.call(Desk.class, "pay", engine, to, text, reports, dots);
        if (to.equals(topic)) {
            acknowledged.add(text);
        }
    }

    /** A report without a row. */
    void send(String text) {
        app.call(Desk.class, "send", engine, topic, text);
        withoutRow.add(text);
    }

    /** A row, and a report that is too large for its topic, and will be parked. */
    void payTooLarge(String text) {
        pay(topic, text, 1, 10_000);
        setApart.add(text);
        expectedParked++;
    }

    /** Waits until all those are parked. */
    void awaitParked() {
        Await.until("they are parked", PATIENCE, () -> parked() == expectedParked);
    }

    /** A call that is to stand there, in the background. */
    void call(Class<?> bean, String method, Object... arguments) {
        calls.add(background(bean, method, arguments));
    }

    /** An operation that is to stand there, likewise. */
    void call(Runnable operation) {
        calls.add(CompletableFuture.runAsync(operation, clients));
    }

    /** A row and its report, in the background; who has paid may be told. */
    void startPaying(String text) {
        CompletableFuture<Void> unused =
                background(Desk.class, "pay", engine, topic, text, 1, 0).thenRun(() -> acknowledged.add(text));
    }

    /** A row and so many reports in vain, likewise. */
    void startDeclining(String text, int reports, int dots) {
        CompletableFuture<String> unused = background(Desk.class, "decline", engine, topic, text, reports, dots);
    }

    private CompletableFuture<String> background(Class<?> bean, String method, Object... arguments) {
        return CompletableFuture.supplyAsync(() -> app.call(bean, method, arguments), clients);
    }

    /** Fills segment after segment until the engine stands there. */
    void fillUntilHeld() {
        createBallast();
        while (!isHeld()) {
            assertThat(++filledSegments).as("segments until " + point).isLessThan(MOST_SEGMENTS);
            CompletableFuture<String> filling = background(
                    Desk.class,
                    "pay",
                    engine,
                    ballast,
                    Integer.toString(100 + filledSegments),
                    SEGMENT_REPORTS,
                    SEGMENT_REPORT_DOTS);
            Await.until(
                    "a segment is full and delivered, or it stands",
                    PATIENCE,
                    () -> isHeld() || (filling.isDone() && isDelivered()));
        }
    }

    /** Fills one segment. */
    void fill() {
        createBallast();
        pay(ballast, Integer.toString(100 + ++filledSegments), SEGMENT_REPORTS, SEGMENT_REPORT_DOTS);
    }

    private void createBallast() {
        if (filledSegments == 0) {
            ballast.create();
        }
    }

    /** That the report without a row is there, though nobody was told. */
    void commits(String text) {
        withoutRow.add(text);
    }

    /** That what was parked comes, though after what was sent behind it. */
    void comesLate(String text) {
        late.add(text);
        expectedParked--;
    }

    /** That what was parked never comes. */
    void isGone() {
        expectedParked--;
    }

    /** What is to be done when the server is back. */
    void onReturn(Runnable step) {
        onReturn = step;
    }

    /** How many the engine says are parked now. */
    int parked() {
        return Integer.parseInt(app.call(Operator.class, "parked", engine, topic));
    }

    /** Nobody was told anything by the calls that stood there. */
    void requireUnanswered() {
        assertThat(calls)
                .as(point)
                .allSatisfy(call -> assertThatThrownBy(call::join).hasCauseInstanceOf(UncheckedIOException.class));
    }

    /** What has committed has arrived, each once and in order, and nothing else. */
    void requireWhole() {
        onReturn.run();
        pay(AFTER_ALL);
        List<String> rows = rows(topic);
        assertThat(rows).as("%s: rows of %s", point, topic).containsAll(acknowledged);
        List<String> expected = Stream.concat(rows.stream(), withoutRow.stream())
                .filter(text -> !setApart.contains(text))
                .sorted()
                .collect(toCollection(ArrayList::new));
        expected.addAll(expected.indexOf(AFTER_ALL), late);
        assertThat(arrived(topic)).as("%s: %s", point, topic).containsExactlyElementsOf(expected);
        if (filledSegments > 0) {
            List<String> filled = rows(ballast).stream()
                    .flatMap(text -> Collections.nCopies(SEGMENT_REPORTS, text).stream())
                    .toList();
            assertThat(arrived(ballast)).as("%s: %s", point, ballast).containsExactlyElementsOf(filled);
        }
        Await.until(point + ": as many are parked as should be", PATIENCE, () -> parked() == expectedParked);
    }

    App app() {
        return app;
    }

    private List<String> rows(Topic of) {
        return app.call(Rows.class, "lines", of).lines().toList();
    }

    /** Waits until all that was sent so far is there. */
    void awaitArrived() {
        assertThat(arrived(topic)).isNotEmpty();
    }

    /** Waits for one, wherever it stands. */
    void awaitArrived(String text) {
        Await.until(text + " has arrived", PATIENCE, () -> arrived(topic).contains(text));
    }

    /** Waits until the journal has noted that all is delivered. */
    void awaitDelivered() {
        Await.until("all is delivered", PATIENCE, this::isDelivered);
    }

    private boolean isDelivered() {
        return app.call(Operator.class, "waiting", engine).equals("0");
    }

    private List<String> arrived(Topic in) {
        String mark = Topic.newMark();
        app.call(Desk.class, "send", engine, in, mark);
        return in.readUntil(mark).stream()
                .map(Arrival::payload)
                .map(text -> String.valueOf(text).replaceAll("\\.*$", ""))
                .toList();
    }

    @Override
    public String toString() {
        return HaltPoints.of(point, engine);
    }
}
