package dev.rapporteur.impl.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.ClusterDirectory.Absent;
import dev.rapporteur.impl.routing.ClusterDirectory.Present;
import dev.rapporteur.impl.routing.ClusterDirectory.Sighting;
import dev.rapporteur.impl.routing.ClusterDirectory.Unclear;
import dev.rapporteur.impl.routing.ClusterDirectory.UnreachableException;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import dev.rapporteur.impl.thread.TurnThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicDirectoryTest {

    private final Map<String, Sighting> cluster = new ConcurrentHashMap<>();
    private final Map<String, Integer> routes = new ConcurrentHashMap<>();
    private final List<String> routed = new ArrayList<>();
    private final List<Long> asked = new ArrayList<>();
    private final Bell bell = new Bell();
    private volatile boolean reachable = true;
    private volatile boolean journalSound = true;
    private int routeAttempts;
    private boolean closed;
    private boolean abandoned;
    private Runnable whileAsked = () -> {};
    private final AtomicLong nowMs = new AtomicLong();

    private final TopicDirectory directory = new TopicDirectory(
            new Cluster(), topic -> routes.getOrDefault(topic, 0), this::route, false, nowMs::get, bell, () -> {});

    private @Nullable String obstacle(String topic, int partition) {
        PartitionId id = new PartitionId(topic, partition);
        return directory.obstacle(id, id);
    }

    @Test
    void shouldRouteATopicAtFirstSight() {
        present("payments", 12);
        directory.follow("payments");

        directory.turn();

        assertThat(routed).containsExactly("payments:12");
    }

    @Test
    void shouldGiveUpTheQuestionUnderWayWhenItIsStopped() {
        directory.follow("payments");
        whileAsked = directory::stop;

        directory.turn();

        assertThat(abandoned).isTrue();
        assertThat(closed).isFalse();
        assertThat(directory.turn()).isEqualTo(Turn.DONE);
        assertThat(closed).isTrue();
    }

    @Test
    void shouldAskForAWantedTopicWithinATenthOfASecond() {
        directory.follow("absent");
        directory.turn();
        nowMs.addAndGet(10);
        present("payments", 3);
        directory.follow("payments");

        long restMs = directory.turn();
        nowMs.addAndGet(restMs);
        directory.turn();

        assertThat(restMs).isLessThanOrEqualTo(100);
        assertThat(routed).containsExactly("payments:3");
    }

    @Test
    void shouldAskForWhatIsNotThereWithGrowingAndBoundedPauses() {
        directory.follow("absent");

        runUntil(60_000);

        assertThat(asked).hasSizeBetween(12, 25);
        assertThat(asked.get(asked.size() - 1) - asked.get(asked.size() - 2)).isBetween(4_000L, 5_100L);
    }

    @Test
    void shouldAskAgainWithGrowingAndBoundedPausesWhileTheClusterIsAway() {
        reachable = false;
        present("payments", 3);
        directory.follow("payments");

        runUntil(60_000);
        assertThat(asked).hasSizeBetween(12, 25);
        assertThat(directory.trouble()).contains("connection refused");
        reachable = true;
        runUntil(66_000);

        assertThat(routed).containsExactly("payments:3");
        assertThat(directory.trouble()).isNull();
    }

    @Test
    void shouldRefreshEveryThirtySeconds() {
        present("payments", 3);
        directory.follow("payments");

        runUntil(300_000);

        assertThat(asked).hasSizeBetween(10, 11);
    }

    @Test
    void shouldRouteAddedPartitions() {
        present("payments", 3);
        directory.follow("payments");
        runUntil(1_000);

        present("payments", 5);
        runUntil(32_000);

        assertThat(routed).containsExactly("payments:3", "payments:5");
    }

    @Test
    void shouldNotRouteALowerCountButSayIt() {
        routes.put("payments", 5);
        present("payments", 3);
        directory.follow("payments");

        directory.turn();

        assertThat(routed).isEmpty();
        assertThat(obstacle("payments", 2)).isNull();
        assertThat(obstacle("payments", 3)).contains("\"payments\" has 3 partitions", "no partition 3");
        assertThat(directory.shrunk()).isEqualTo(Map.of("payments", 3));
    }

    @Test
    void shouldTryAgainWithGrowingPausesWhenTheJournalTakesNoRoute() {
        journalSound = false;
        present("invoices", 2);
        present("payments", 3);
        directory.follow("invoices");
        directory.follow("payments");

        runUntil(60_000);
        assertThat(routeAttempts).as("both are tried").isBetween(24, 50);
        assertThat(directory.troubles()).hasSize(2).allMatch(trouble -> trouble.contains("the journal does not take"));
        journalSound = true;
        runUntil(66_000);

        assertThat(routed).containsExactlyInAnyOrder("invoices:2", "payments:3");
        assertThat(directory.troubles()).isEmpty();
    }

    @Test
    void shouldLearnTheOtherTopicsWhenOneIsUnclear() {
        cluster.put("fresh", new Unclear("It is being created."));
        present("payments", 3);
        directory.follow("fresh");
        directory.follow("payments");

        directory.turn();

        assertThat(routed).containsExactly("payments:3");
        assertThat(directory.troubles()).containsExactly("It is being created.");
        present("fresh", 1);
        runUntil(1_000);
        assertThat(routed).containsExactly("payments:3", "fresh:1");
    }

    @Test
    void shouldGoOnByWhatWasSeenWhenATopicBecomesUnclear() {
        present("payments", 3);
        directory.follow("payments");
        directory.turn();

        cluster.put("payments", new Unclear("No leader."));
        runUntil(31_000);

        assertThat(obstacle("payments", 0)).isNull();
        assertThat(directory.troubles()).isEmpty();
    }

    @Test
    void shouldNameAVanishedTopicAsObstacle() {
        present("payments", 3);
        directory.follow("payments");
        directory.turn();

        cluster.clear();
        runUntil(31_000);

        assertThat(obstacle("payments", 0)).contains("does not exist", "reports wait");
        assertThat(directory.troubles()).singleElement().asString().contains("does not exist");
    }

    @Test
    void shouldLookAgainWithinSecondsWhenATopicIsDoubted() {
        present("payments", 3);
        directory.follow("payments");
        runUntil(10_000);

        cluster.clear();
        for (int i = 0; i < 30; i++) {
            directory.recheck(new PartitionId("payments", 0));
            nowMs.addAndGet(100);
            directory.turn();
        }

        assertThat(obstacle("payments", 0)).contains("does not exist");
        assertThat(asked).hasSizeLessThan(12);
    }

    @Test
    void shouldKnowNoObstacleOfATopicThatWasNotSeen() {
        assertThat(obstacle("unseen", 0)).isNull();
    }

    @Test
    void shouldKnowTheTopicsLimitOnceItIsTold() {
        cluster.put("payments", new Present(List.of(1, 1, 1), OptionalInt.of(2_000)));
        directory.follow("payments");
        assertThat(directory.maxMessageBytes("payments")).isEqualTo(Integer.MAX_VALUE);

        directory.turn();

        assertThat(directory.maxMessageBytes("payments")).isEqualTo(2_000);
    }

    @Test
    void shouldTellTheKnownPartitionsWhileKafkaIsAway() {
        routes.put("payments", 3);
        reachable = false;

        assertThat(directory.partitionsFor("payments")).containsExactly(0, 1, 2);
    }

    @Test
    void shouldAskForThePartitionsOfATopicNotKnownYet() {
        present("payments", 3);

        List<Integer> partitions = withThread(directory -> directory.partitionsFor("payments"));

        assertThat(partitions).containsExactly(0, 1, 2);
    }

    @Test
    void shouldSayThatATopicDoesNotExist() {
        assertThatThrownBy(() -> withThread(directory -> directory.partitionsFor("absent")))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("\"absent\" does not exist");
    }

    @Test
    void shouldSayThatKafkaDoesNotAnswer() {
        reachable = false;

        assertThatThrownBy(() -> withThread(directory -> directory.partitionsFor("payments")))
                .isInstanceOf(NotAvailableException.class)
                .hasMessageContaining("\"payments\"")
                .hasMessageContaining("has not answered within 5 s")
                .hasMessageContaining("connection refused");
    }

    @Test
    void shouldForgetTopicsThatWereOnlyAskedForAndAreNotThere() {
        Thread caller = new Thread(() -> {
            try {
                directory.partitionsFor("absent");
            } catch (NotAvailableException expected) {
                // asserted above
            }
        });
        caller.start();
        while (caller.isAlive()) {
            directory.turn();
            nowMs.addAndGet(100);
        }

        nowMs.addAndGet(61_000);
        directory.turn();

        assertThat(directory.turn()).isEqualTo(Turn.UNTIL_RUNG);
    }

    @Test
    void shouldCloseItsClientInTheLastTurn() {
        directory.stop();

        assertThat(directory.turn()).isEqualTo(Turn.DONE);
        assertThat(closed).isTrue();
    }

    private <T> T withThread(Function<TopicDirectory, T> call) {
        long startNanos = System.nanoTime();
        TopicDirectory live = new TopicDirectory(
                new Cluster(),
                topic -> routes.getOrDefault(topic, 0),
                this::route,
                false,
                () -> Duration.ofNanos(System.nanoTime() - startNanos).toMillis(),
                bell,
                () -> {});
        TurnThread thread = TurnThread.start("metadata-test", live, bell);
        try {
            return call.apply(live);
        } finally {
            live.stop();
            assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
        }
    }

    private void runUntil(long untilMs) {
        while (nowMs.get() < untilMs) {
            long restMs = directory.turn();
            nowMs.set(restMs == Turn.UNTIL_RUNG ? untilMs : nowMs.get() + Math.max(1, restMs));
        }
    }

    private void present(String topic, int partitions) {
        cluster.put(topic, new Present(Collections.nCopies(partitions, 1), OptionalInt.empty()));
    }

    private boolean route(String topic, int partitions) {
        routeAttempts++;
        if (!journalSound) {
            return false;
        }
        routes.put(topic, partitions);
        routed.add(topic + ":" + partitions);
        return true;
    }

    private final class Cluster implements ClusterDirectory {

        @Override
        public Map<String, Sighting> describe(Collection<String> topics) throws UnreachableException {
            asked.add(nowMs.get());
            whileAsked.run();
            if (!reachable) {
                throw new UnreachableException("connection refused", new IllegalStateException());
            }
            return topics.stream()
                    .collect(Collectors.toMap(Function.identity(), this::sighting, (a, b) -> a, TreeMap::new));
        }

        private Sighting sighting(String topic) {
            Sighting sighting = cluster.get(topic);
            return sighting != null ? sighting : new Absent("Topic \"" + topic + "\" does not exist.", true);
        }

        @Override
        public Sighting create(String topic) {
            throw new AssertionError(topic + " is created, and nobody has allowed that");
        }

        @Override
        public void abandon() {
            abandoned = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
