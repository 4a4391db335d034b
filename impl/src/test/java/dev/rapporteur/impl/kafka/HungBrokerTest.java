package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.UnansweredException;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that may begin with a broker that takes connections and says nothing. Which one a client begins with is a matter of
 * chance, so it is tried some times.
 */
class HungBrokerTest {

    private static final int TIMES = 4;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;
    private static ServerSocket mute;
    private static EngineConfig config;

    @BeforeAll
    static void open() throws IOException {
        kafka = KafkaCluster.in(directory).start();
        mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        config = Delivery.config(Map.of(
                "bootstrapServers",
                "127.0.0.1:" + mute.getLocalPort() + "," + kafka.bootstrapServers(),
                "clientId",
                "hung"));
        kafka.createTopic("markers", 1);
    }

    @AfterAll
    static void close() throws IOException {
        mute.close();
        kafka.close();
    }

    @RepeatedTest(TIMES)
    void shouldGiveUpAClientThatBeganWithTheHungBroker() {
        try (AdminAccess client = new AdminAccess(config)) {
            Await.until("the cluster tells its id", SOON, () -> {
                try {
                    return !clusterId(client, SOON).isEmpty();
                } catch (UnansweredException e) {
                    return false; // asked again, as all do
                }
            });
        }
    }

    @Test
    void shouldMakeAClientAnewThatGetsNoAnswersAnyMore() throws Exception {
        try (AdminAccess client = new AdminAccess(Delivery.config(kafka.bootstrapServers()))) {
            assertThat(clusterId(client, SOON)).isNotEmpty();
            Admin first = client.client();
            kafka.broker(1).pause();
            try {
                for (int silent = 0; silent < 10; silent++) {
                    assertThat(client.client()).isSameAs(first);
                    assertThat(catchThrowable(() -> clusterId(client, Duration.ofMillis(10))))
                            .isInstanceOf(UnansweredException.class);
                }

                assertThat(client.client()).isNotSameAs(first);
            } finally {
                kafka.broker(1).resume();
            }
        }
    }

    private static String clusterId(AdminAccess client, Duration within) throws UnansweredException {
        return client.await(
                "tell its id",
                client.ask("tell its id", asked -> asked.describeCluster().clusterId()),
                AdminAccess.deadline(within));
    }

    @Test
    void shouldGiveUpAQuestionThatNobodyAnswersWhenAbandoned() throws Exception {
        EngineConfig toNobody = Delivery.config(
                Map.of("bootstrapServers", "127.0.0.1:" + mute.getLocalPort(), "clientId", "abandoned"));
        try (KafkaClusterDirectory directory = new KafkaClusterDirectory(toNobody)) {
            FutureTask<String> question = new FutureTask<>(() -> unreachable(directory));
            new Thread(question, "question").start();
            Await.until("it is asked", SOON, () -> !clients().isEmpty());

            directory.abandon();

            assertThat(question.get(SOON.toSeconds(), TimeUnit.SECONDS)).isNotEmpty();
            assertThat(unreachable(directory)).contains("The adapter is stopping");
            Await.until("the client has ended", SOON, () -> clients().isEmpty());
        }
    }

    @Test
    void shouldGiveUpAskingWhereItStandsWhenAbandoned() throws Exception {
        EngineConfig toNobody = Delivery.config(
                Map.of("bootstrapServers", "127.0.0.1:" + mute.getLocalPort(), "clientId", "abandoned-progress"));
        try (KafkaProgress progress = new KafkaProgress(toNobody, UUID.randomUUID(), "markers")) {
            FutureTask<Throwable> question = new FutureTask<>(() -> catchThrowable(() -> {
                while (true) {
                    awaitClusterId(progress);
                }
            }));
            new Thread(question, "question").start();
            Await.until("it is asked", SOON, () -> !clients().isEmpty());

            progress.abandon();

            assertThat(question.get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .hasMessageContaining("The adapter is stopping");
            assertThat(progress.watched().takeStable()).isEmpty();
            Await.until("the client has ended", SOON, () -> clients().isEmpty());
        }
    }

    /** Again and again while nobody answers. */
    private static void awaitClusterId(KafkaProgress progress) throws UnansweredException {
        try {
            String unused = progress.means().topic().clusterId(Duration.ofMinutes(5));
        } catch (UnansweredException e) {
            if (String.valueOf(e.getMessage()).contains("The adapter is stopping")) {
                throw e;
            }
        }
    }

    private static String unreachable(KafkaClusterDirectory directory) {
        return String.valueOf(
                catchThrowable(() -> directory.describe(List.of("markers"))).getMessage());
    }

    private static List<String> clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("kafka-admin-client-thread | abandoned"))
                .toList();
    }

    @RepeatedTest(TIMES)
    void shouldProbeABrokerThoughAnotherHangs() {
        AtomicBoolean answered = new AtomicBoolean();
        try (KafkaBrokerProbe probe = new KafkaBrokerProbe(config)) {
            Await.until("the broker answers", SOON, () -> {
                probe.ask(1, failure -> answered.compareAndSet(false, failure == null));
                return answered.get();
            });
        }
    }

    @RepeatedTest(TIMES)
    void shouldReadMarkersThoughAnotherHangs() {
        try (KafkaMarkerReader reader = new KafkaMarkerReader(config, UUID.randomUUID(), "markers")) {
            Await.until("the topic is read", SOON, () -> {
                try {
                    return reader.read(SOON).unread().isEmpty();
                } catch (UnansweredException e) {
                    return false; // asked again, as all do
                }
            });
        }
    }
}
