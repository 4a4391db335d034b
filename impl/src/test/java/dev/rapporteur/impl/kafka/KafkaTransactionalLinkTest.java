package dev.rapporteur.impl.kafka;

import static dev.rapporteur.impl.kafka.LinkLab.SOON;
import static dev.rapporteur.impl.kafka.LinkLab.await;
import static dev.rapporteur.impl.kafka.LinkLab.next;
import static dev.rapporteur.impl.kafka.LinkLab.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.Markers;
import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import dev.rapporteur.impl.dispatch.TransactionalLink.LostException;
import dev.rapporteur.impl.dispatch.TransactionalLink.Outcome;
import dev.rapporteur.impl.dispatch.TransactionalLink.State;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A transactional link against a real broker: what it makes readable, and what is known when it is lost. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaTransactionalLinkTest {

    private static final Duration NO_CALL_LONGER_THAN = Duration.ofSeconds(1);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;
    private static int topics;

    private LinkLab lab;
    private PartitionId partition;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .property("broker.session.timeout.ms", "2000")
                .property("broker.heartbeat.interval.ms", "500")
                .start();
        kafka.createTopic(LinkLab.PROGRESS, 3, Map.of("cleanup.policy", "compact"));
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @BeforeEach
    void open() {
        lab = new LinkLab(kafka);
        partition = new PartitionId("reports-" + topics++, 0);
        kafka.createTopic(partition.topic(), 3);
    }

    @AfterEach
    void closeWithoutTrace() {
        lab.close();
        assertThat(MeasuredLink.slowest(lab.slowestNanos)).isLessThan(NO_CALL_LONGER_THAN);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldMakeReportsAndMarkerReadableTogetherWhenCommitted() throws Exception {
        LinkLab.Receipts receipts = new LinkLab.Receipts();
        MeasuredLink link = lab.begun("commits");
        lab.send(link, partition, 0, 100, receipts);
        lab.mark(link, partition, 100, 1);
        Await.until("all are acknowledged", SOON, () -> receipts.acknowledged.get() == 100);
        assertThat(lab.readable(partition)).isEmpty();
        assertThat(lab.markers(Duration.ofSeconds(1)).unread()).containsExactly(1);

        await(link::commit);

        lab.awaitReadable(partition, 0, 100);
        assertThat(lab.markers().found())
                .containsOnlyKeys(partition)
                .containsEntry(partition, List.of(new Marker(LinkLab.CLUSTER, LinkLab.INCARNATION, 0, 100)));
        assertThat(link.ends()).isEqualTo(Map.of(partition, 100L));
        assertThat(link.state()).isEqualTo(State.READY);
    }

    /** The client's EndTxn may overtake what it has not sent yet: that is in no transaction then, and never sent. */
    @Test
    void shouldNotAskForTheCommitBeforeTheMarkerIsAcknowledged() throws Exception {
        LinkLab.Receipts receipts = new LinkLab.Receipts();
        MeasuredLink link = lab.begun("overtaken");
        lab.send(link, partition, 0, 10, receipts);
        Await.until("all are acknowledged", SOON, () -> receipts.acknowledged.get() == 10);

        kafka.broker(1).pause();
        try {
            lab.mark(link, partition, 10, 1);
            assertThat(link.commit()).isEqualTo(TransactionalLink.Step.PENDING);
            assertThat(link.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        } finally {
            kafka.broker(1).resume();
        }

        await(link::commit);
        lab.awaitReadable(partition, 0, 10);
        assertThat(lab.markers().found()).containsOnlyKeys(partition);
    }

    @Test
    void shouldMakeNothingReadableWhenAbandoned() throws Exception {
        MeasuredLink link = lab.initialised("abandoned");
        lab.deliver(link, partition, 0, 10);
        link.begin();
        lab.send(link, partition, 10, 20, new LinkLab.Receipts());
        lab.mark(link, partition, 20, 0);
        link.abandon();

        lab.fence("abandoned");

        assertThat(link.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
        assertThat(link.state()).isEqualTo(State.LOST);
        assertThat(next(lab.markers(), partition)).isEqualTo(10);
        assertThat(lab.readable(partition)).isEqualTo(numbers(0, 10));
    }

    /** Else they would wait for 10 s, which is the transaction's time. */
    @Test
    void shouldNotLetReadersWaitWhenLeftWithATransactionOpen() throws Exception {
        LinkLab.Receipts receipts = new LinkLab.Receipts();
        MeasuredLink link = lab.begun("left");
        lab.send(link, partition, 0, 10, receipts);
        Await.until("all are acknowledged", SOON, () -> receipts.acknowledged.get() == 10);

        link.leave();

        assertThat(link.state()).isEqualTo(State.LOST);
        try (Admin admin = kafka.admin()) {
            Await.until(
                    "it is aborted",
                    Duration.ofSeconds(5),
                    () -> admin.describeTransactions(List.of("left"))
                                    .description("left")
                                    .get()
                                    .state()
                            == TransactionState.COMPLETE_ABORT);
        }
        assertThat(lab.readable(partition)).isEmpty();
    }

    @Test
    void shouldBlameTheRefusedReportsPartitionAlone() throws Exception {
        PartitionId small = new PartitionId("small-reports", 0);
        kafka.createTopic(small.topic(), 1, Map.of("max.message.bytes", "90"));
        LinkLab.Receipts refused = new LinkLab.Receipts();
        LinkLab.Receipts others = new LinkLab.Receipts();
        MeasuredLink link = lab.begun("refused");
        lab.send(link, small, 0, 1, refused);
        int sent = 0;
        for (; link.state() != State.LOST; sent++) {
            SendFailure notTaken = link.send(lab.report(partition, sent), partition, others);
            sent -= notTaken == null ? 0 : 1;
        }
        int taken = sent;

        assertThatThrownBy(link::commit)
                .isInstanceOfSatisfying(LostException.class, lost -> {
                    assertThat(lost.outcome()).isEqualTo(Outcome.NOT_COMMITTED);
                    assertThat(lost.cure()).isEqualTo(TransactionalLink.Cure.ANEW);
                })
                .hasMessageContaining("small-reports-0");
        assertThat(refused.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(SendFailure.Kind.POISON));
        Await.until("all receipts have come", SOON, () -> others.acknowledged.get() + others.failures.size() == taken);
        assertThat(others.failures)
                .allSatisfy(failure -> assertThat(failure.kind()).isEqualTo(SendFailure.Kind.LINK_LOST));
        lab.fence("refused");
        assertThat(lab.readable(partition)).isEmpty();
    }

    @Test
    void shouldBeFencedByTheNextOfTheSameId() throws Exception {
        MeasuredLink first = lab.begun("fenced");
        lab.send(first, partition, 0, 10, new LinkLab.Receipts());
        lab.mark(first, partition, 10, 0);

        MeasuredLink second = lab.initialised("fenced");

        assertThatThrownBy(() -> await(first::commit))
                .isInstanceOfSatisfying(
                        LostException.class, lost -> assertThat(lost.cure()).isEqualTo(TransactionalLink.Cure.FENCED));
        lab.deliver(second, partition, 0, 5);
        lab.awaitReadable(partition, 0, 5);
        assertThat(next(lab.markers(), partition)).isEqualTo(5);
    }

    @Test
    void shouldKeepTheTransactionWholeWhenATopicIsNotThereYet() throws Exception {
        PartitionId missing = new PartitionId("created-" + partition.topic(), 0);
        PartitionId beyond = new PartitionId(partition.topic(), 3);
        MeasuredLink link = lab.begun("whole");
        lab.send(link, partition, 0, 1, new LinkLab.Receipts());

        SendFailure noTopic = link.send(lab.report(missing, 0), missing, new LinkLab.Receipts());
        SendFailure noPartition = link.send(lab.report(beyond, 0), beyond, new LinkLab.Receipts());

        assertThat(noTopic).isNotNull().extracting(SendFailure::kind).isEqualTo(SendFailure.Kind.NOT_YET);
        assertThat(noPartition).isNotNull().extracting(SendFailure::kind).isEqualTo(SendFailure.Kind.NOT_YET);
        kafka.createTopic(missing.topic(), 1);
        lab.send(link, missing, 0, 1, new LinkLab.Receipts());
        await(link::commit);
        lab.awaitReadable(partition, 0, 1);
        lab.awaitReadable(missing, 0, 1);
    }

    @Test
    void shouldRefuseWhatIsNotItsTurn() throws Exception {
        MeasuredLink link = lab.open("turns");
        assertThatThrownBy(link::begin).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> link.send(lab.report(partition, 0), partition, new LinkLab.Receipts()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NEW");
        await(link::initialise);
        assertThatThrownBy(link::initialise).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(link::commit).isInstanceOf(IllegalStateException.class);
        link.begin();
        assertThatThrownBy(link::begin).isInstanceOf(IllegalStateException.class);
        await(link::commit);
        link.abandon();
        assertThatThrownBy(link::begin).isInstanceOf(LostException.class);
    }

    @Test
    void shouldLeaveItToTheMarkerWhenTheBrokerDiesDuringCommits() throws Exception {
        PartitionId other = new PartitionId(partition.topic(), 1);
        MeasuredLink abandoned = lab.initialised("unknown");
        lab.deliver(abandoned, partition, 0, 10);
        abandoned.begin();
        lab.send(abandoned, partition, 10, 20, new LinkLab.Receipts());
        lab.mark(abandoned, partition, 20, 0);
        MeasuredLink asking = lab.begun("asking");
        lab.send(asking, other, 0, 10, new LinkLab.Receipts());
        lab.mark(asking, other, 10, 1);

        TransactionalLink.Step unused = beginCommit(abandoned);
        TransactionalLink.Step first = beginCommit(asking);
        kafka.broker(1).kill();
        abandoned.abandon();
        Outcome outcome = abandoned.outcome();
        kafka.start();
        boolean committed = first == TransactionalLink.Step.DONE || isCommitted(asking);
        lab.fence("unknown");
        lab.fence("asking");
        Set<PartitionId> ended = lab.endHanging(
                List.of("unknown", "asking"),
                List.of(partition, other, new PartitionId(LinkLab.PROGRESS, 0), new PartitionId(LinkLab.PROGRESS, 1)));

        assertThat(outcome).isEqualTo(Outcome.UNKNOWN);
        Markers markers = lab.markers();
        long from = ended.contains(partition) ? 10 : next(markers, partition);
        long otherFrom = ended.contains(other) ? 0 : next(markers, other);
        assertThat(from).isIn(10L, 20L);
        assertThat(lab.readable(partition)).isEqualTo(numbers(0, from));
        assertThat(lab.readable(other)).isEqualTo(numbers(0, otherFrom));
        assertThat(otherFrom).matches(position -> !committed || ended.contains(other) || position == 10);
        MeasuredLink next = lab.initialised("unknown");
        lab.deliver(next, partition, from, 30);
        lab.awaitReadable(partition, 0, 30);
    }

    /** Until the client is asked for it; what it answered. */
    private static TransactionalLink.Step beginCommit(TransactionalLink link) throws Exception {
        return Await.value("the commit is under way", SOON, () -> {
            TransactionalLink.Step step = link.commit();
            return step == TransactionalLink.Step.DONE || link.outcome() == Outcome.UNKNOWN ? step : null;
        });
    }

    private static boolean isCommitted(TransactionalLink link) throws Exception {
        try {
            await(link::commit);
            return true;
        } catch (LostException e) {
            return false;
        }
    }

    @Test
    void shouldNeverBlockWhileTheBrokerHangs() throws Exception {
        MeasuredLink open = lab.begun("hung");
        lab.send(open, partition, 0, 10, new LinkLab.Receipts());
        MeasuredLink begun = lab.initialised("hung-2");
        LinkLab.Receipts receipts = new LinkLab.Receipts();
        MeasuredLink committing = lab.begun("hung-4");
        lab.send(committing, new PartitionId(partition.topic(), 1), 0, 10, receipts);
        Await.until("all are acknowledged", SOON, () -> receipts.acknowledged.get() == 10);
        kafka.broker(1).pause();
        try {
            lab.send(open, partition, 10, 200, new LinkLab.Receipts());
            lab.mark(open, partition, 200, 0);
            begun.begin();
            MeasuredLink opening = lab.open("hung-3");
            long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            int asked = 0;
            while (System.nanoTime() < until) {
                assertThat(open.commit()).isEqualTo(TransactionalLink.Step.PENDING);
                assertThat(committing.commit()).isEqualTo(TransactionalLink.Step.PENDING);
                assertThat(opening.initialise()).isEqualTo(TransactionalLink.Step.PENDING);
                asked++;
                LockSupport.parkNanos(500_000);
            }
            assertThat(committing.outcome()).as("the client was asked").isEqualTo(Outcome.UNKNOWN);
            open.abandon();
            committing.abandon();
            begun.abandon();
            opening.abandon();
            System.out.println("The longest of some thousand calls at a hung broker took "
                    + TimeUnit.NANOSECONDS.toMicros(lab.slowestNanos.get()) + " us; asked " + asked + " times");
        } finally {
            kafka.broker(1).resume();
        }
        assertThat(MeasuredLink.slowest(lab.slowestNanos)).isLessThan(NO_CALL_LONGER_THAN);
    }

    @Test
    void shouldNeitherLoseNorRepeatWhenLinksAreLostAtAnyMoment() throws Exception {
        long seed = Long.getLong("rapporteur.seed", System.nanoTime());
        System.out.println("Links are lost by -Drapporteur.seed=" + seed);
        Random random = new Random(seed);
        Map<PartitionId, Long> known = new HashMap<>();
        for (int number = 0; number < 3; number++) {
            known.put(new PartitionId(partition.topic(), number), 0L);
        }
        int lives = 0;
        int unknown = 0;
        long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < until) {
            LostLife life = new LostLife(lab, random, known, 1 + random.nextInt(random.nextBoolean() ? 2_000 : 100));
            life.run();
            lives++;
            unknown += life.outcome() == Outcome.UNKNOWN ? 1 : 0;
            lab.fence(LostLife.ID);
            Markers markers = lab.markers();
            known.replaceAll((each, position) -> {
                long marked = next(markers, each);
                assertThat(marked)
                        .as("seed " + seed)
                        .isIn(position, life.outcome() == Outcome.UNKNOWN ? life.proposed(each) : position);
                return marked;
            });
        }
        System.out.println(lives + " links, " + unknown + " with unknown outcome; delivered up to " + known.values());
        known.forEach((each, position) ->
                assertThat(lab.readable(each)).as("seed " + seed).isEqualTo(numbers(0, position)));
        assertThat(known.values()).allMatch(position -> position > 0);
        assertThat(unknown).as("lives that ended within a commit, seed " + seed).isPositive();
    }
}
