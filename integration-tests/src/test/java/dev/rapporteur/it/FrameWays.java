package dev.rapporteur.it;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.app.Operator;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Many;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.bed.Undecided;
import dev.rapporteur.it.many.Desk;
import dev.rapporteur.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How an engine comes to stand before and after each kind of frame: what a {@link Stand} is given until it is held there. */
final class FrameWays {

    private static final String LIMIT = "max.message.bytes";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** By the kind's name, which is the engine's, too. */
    static final Map<String, Consumer<Stand>> BY_KIND = Map.ofEntries(
            entry("Opened", FrameWays::loseASegment),
            entry("Quarantined", FrameWays::loseASegment),
            entry("Route", FrameWays::createTopicLate),
            entry("Chosen", FrameWays::createTopicLate),
            entry("BranchPart", FrameWays::payMuch),
            entry("BranchDropped", FrameWays::declineMuch),
            entry("BranchPrepared", FrameWays::payUnheard),
            entry("BranchDecided", FrameWays::payUnheard),
            entry("BranchForgotten", FrameWays::decideByHand),
            entry("Released", FrameWays::release),
            entry("Reports", FrameWays::send),
            entry("Delivered", FrameWays::pay),
            entry("DurableMark", FrameWays::pay),
            entry("TransactionalIdUsed", FrameWays::payAtFirst),
            entry("Parked", FrameWays::park),
            entry("Retried", FrameWays::retry),
            entry("Dropped", FrameWays::drop),
            entry("Observed", FrameWays::observe),
            entry("Confirmed", FrameWays::payObserved),
            entry("Unobserved", FrameWays::endObservation),
            entry("Mapped", FrameWays::map),
            entry("Snapshot", FrameWays::fill),
            entry("LogStart", FrameWays::fill),
            entry("Moved", FrameWays::fillBehindParked));

    private static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "Chosen", Many.byChoice(),
            "BranchPart", Map.of("transactionMemoryBytes", "65536"),
            "BranchDropped", Map.of("transactionMemoryBytes", "65536"));

    private FrameWays() {}

    /** The settings that an engine needs for its way. */
    static Map<String, String> settings(String engine) {
        return SETTINGS.getOrDefault(engine, Map.of());
    }

    static void pay(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.awaitArrived();
        stand.hold();
        stand.startPaying("2 there");
    }

    /** Who pays stands there, too. */
    private static void payUnheard(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "pay", stand.engine, stand.topic, "2 there", 1, 0);
    }

    /** Nothing was sent to Kafka before. */
    private static void payAtFirst(Stand stand) {
        stand.topic.create();
        stand.hold();
        stand.pay("1 before");
    }

    private static void send(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "send", stand.engine, stand.topic, "2 there");
        if (!stand.isBefore()) {
            stand.commits("2 there");
        }
    }

    private static void payMuch(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "pay", stand.engine, stand.topic, "2 there", 3, 50_000);
    }

    /** Nobody waits for a rollback to be noted. */
    private static void declineMuch(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.startDeclining("2 there", 3, 50_000);
    }

    /** What waits for its topic is committed, and has no partition. */
    private static void createTopicLate(Stand stand) {
        stand.pay("1 before");
        stand.hold();
        stand.topic.create();
    }

    /** The transaction manager, answered that an operator has decided, has the branch forgotten. */
    private static void decideByHand(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        Undecided branch = prepare(stand, "2 there");
        branch.decide(stand.app(), stand.engine, /* commit= */ true);
        stand.letOn("AFTER_PREPARE");
    }

    private static void release(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        Undecided branch = prepare(stand, "2 undecided");
        stand.send("3 behind");
        stand.hold();
        stand.call(Operator.class, "decide", stand.engine, branch.xid(), "release");
    }

    private static Undecided prepare(Stand stand, String text) {
        stand.holdCaller("AFTER_PREPARE");
        stand.startPaying(text);
        stand.awaitCaller("AFTER_PREPARE");
        return Undecided.of(stand.app(), stand.engine).get(0);
    }

    /** It is committed before anybody can know that its topic does not take it. */
    private static void payTooLarge(Stand stand) {
        stand.payTooLarge("1 too large");
        stand.topic.create(Map.of(LIMIT, "2000"));
    }

    private static void park(Stand stand) {
        stand.hold();
        payTooLarge(stand);
        stand.startPaying("2 behind");
    }

    private static void payTooLargeUntilParked(Stand stand) {
        payTooLarge(stand);
        stand.awaitParked();
        stand.pay("2 behind");
    }

    private static void retry(Stand stand) {
        payTooLargeUntilParked(stand);
        Bed.kafka().set(stand.topic.name(), LIMIT, "100000");
        stand.awaitArrived();
        stand.hold();
        stand.call(Operator.class, "retry", stand.engine, stand.topic);
        stand.comesLate("1 too large");
        if (stand.isBefore()) {
            stand.onReturn(() -> {
                assertThat(stand.parked()).isEqualTo(1);
                stand.app().call(Operator.class, "retry", stand.engine, stand.topic);
            });
        }
    }

    private static void drop(Stand stand) {
        payTooLargeUntilParked(stand);
        stand.hold();
        stand.call(Operator.class, "drop", stand.engine, stand.topic, "a test says so");
        stand.isGone();
        if (stand.isBefore()) {
            stand.onReturn(() -> {
                assertThat(stand.parked()).isEqualTo(1);
                stand.app().call(Operator.class, "drop", stand.engine, stand.topic, "a test says so");
            });
        }
    }

    private static void observe(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "observe", stand.engine, stand.point);
    }

    private static void payObserved(Stand stand) {
        stand.app().call(Desk.class, "observe", stand.engine, stand.point);
        pay(stand);
    }

    private static void endObservation(Stand stand) {
        stand.topic.create();
        stand.app().call(Desk.class, "observe", stand.engine, stand.point);
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "endObservation", stand.engine, stand.point);
    }

    /** The topic is made anew with a partition less. */
    private static void map(Stand stand) {
        Topic wider = new Topic(Bed.kafka(), stand.topic.name(), 2);
        wider.create();
        String mark = Topic.newMark();
        for (int partition = 0; partition < wider.partitions(); partition++) {
            stand.app().call(Desk.class, "sendTo", stand.engine, wider, partition, mark);
        }
        wider.readUntil(mark);
        stand.awaitDelivered();
        Bed.kafka().deleteTopics(wider.name());
        stand.topic.create();
        stand.app().call(Desk.class, "sendTo", stand.engine, stand.topic, 1, "1 to a lost partition");
        stand.commits("1 to a lost partition");
        stand.hold();
        stand.call(() -> mapWhenLost(stand));
        stand.onReturn(() -> {
            if (stand.isBefore()) {
                mapWhenLost(stand);
            }
            stand.awaitArrived("1 to a lost partition");
        });
    }

    /** Who gets no answer says so: {@link Await} alone would take that for "not yet", and ask on. */
    private static void mapWhenLost(Stand stand) {
        List<UncheckedIOException> unanswered = new ArrayList<>();
        Await.until("it is known to be lost", PATIENCE, () -> {
            try {
                stand.app().call(Operator.class, "map", stand.engine, stand.topic, 1, 0);
                return true;
            } catch (App.CallFailedException e) {
                return false;
            } catch (UncheckedIOException e) {
                return unanswered.add(e);
            }
        });
        if (!unanswered.isEmpty()) {
            throw unanswered.get(0);
        }
    }

    private static void fill(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.fillUntilHeld();
    }

    /** What is parked lives on in the oldest segment. */
    private static void fillBehindParked(Stand stand) {
        payTooLargeUntilParked(stand);
        stand.hold();
        stand.fillUntilHeld();
    }

    /** A segment without anything alive is lost, so the journal fails, and is opened again. */
    private static void loseASegment(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.fill();
        stand.awaitDelivered();
        stand.hold();
        List<Path> segments = files(stand.journal, "segment-*.journal");
        delete(segments.get(segments.size() - 2));
    }

    /** As an operator does who has looked at it. */
    static void takeQuarantinedAway(Stand stand) {
        files(stand.journal, "quarantined-*").forEach(FrameWays::delete);
    }

    private static List<Path> files(Path directory, String glob) {
        List<Path> found = new ArrayList<>();
        try (var all = Files.newDirectoryStream(directory, glob)) {
            all.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
