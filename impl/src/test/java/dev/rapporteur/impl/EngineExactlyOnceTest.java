package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.Report;
import dev.rapporteur.ReportException;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.monitor.JournalState;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine with a real broker and deliveryGuarantee=EXACTLY_ONCE. */
class EngineExactlyOnceTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PROGRESS = "rapporteur-progress";

    @RegisterExtension
    static final OneBroker BROKER = new OneBroker();

    @TempDir
    Path directory;

    private final List<String> confirmed = new ArrayList<>();
    private final Set<String> doubtful = new HashSet<>();
    private FaultyDirectory disk;
    private Engine engine;
    private int sent;

    @BeforeEach
    void open() {
        BROKER.kafka().createTopic("payments", 1, Map.of("message.timestamp.before.max.ms", "3600000"));
        disk = new FaultyDirectory(FileSystemDirectory.at(directory.resolve("journal")));
        engine = openEngine("EXACTLY_ONCE");
    }

    @AfterEach
    void close() {
        disk.fail(false);
        engine.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    private Engine openEngine(String guarantee) {
        EngineConfig config = EngineConfigs.small(
                "once-test", BROKER.kafka().bootstrapServers(), directory, Map.of("deliveryGuarantee", guarantee));
        return Engine.open(config, disk, Engine.threads(config));
    }

    @Test
    void shouldDeliverOnceOverFailuresOfTheDiskAndRestarts() {
        for (int life = 0; life < 3; life++) {
            sendMany(300);
            disk.fail(true);
            sendMany(5);
            Await.until("the journal is failed", SOON, () -> state() == JournalState.FAILED);
            disk.fail(false);
            Await.until("it is open again", SOON, () -> state() == JournalState.OPEN);
            sendMany(300);
            engine.close();
            engine = openEngine("EXACTLY_ONCE");
        }
        sendMany(300);
        awaitDelivered();

        List<String> read = read();
        assertThat(read).doesNotHaveDuplicates();
        assertThat(read.stream().filter(each -> !doubtful.contains(each))).containsExactlyElementsOf(confirmed);
        Await.until("all is well", SOON, () -> engine.statistics().held().isEmpty());
    }

    @Test
    void shouldParkWhatIsRefusedForGoodAndGoOn() {
        sendMany(100);
        Branch branch = engine.begin();
        branch.send(Report.to("payments")
                .payload("too old")
                .timestamp(Instant.ofEpochMilli(1))
                .build());
        branch.commit();
        sendMany(100);
        Await.until("it is parked", SOON, () -> engine.statistics().reportsParked() == 1);
        awaitDelivered();

        assertThat(read()).containsExactlyElementsOf(confirmed);
    }

    @Test
    void shouldTakeUpAJournalThatHasDeliveredAtLeastOnceAndGiveItBack() {
        engine.close();
        for (String guarantee : List.of("AT_LEAST_ONCE", "EXACTLY_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE")) {
            engine = openEngine(guarantee);
            sendMany(50);
            awaitDelivered();
            engine.close();
        }

        assertThat(read()).containsExactlyElementsOf(confirmed);
    }

    /** As by a broker that creates topics that somebody asks for. */
    @Test
    void shouldStopAndSayWhyWhenTheProgressTopicIsMadeAnewWithoutCompaction() throws Exception {
        sendMany(50);
        awaitDelivered();
        try (Admin admin = BROKER.kafka().admin()) {
            Await.until("it is another one", SOON, () -> {
                admin.deleteTopics(List.of(PROGRESS)).all().get();
                BROKER.kafka().createTopic(PROGRESS, 1, Map.of("cleanup.policy", "delete"));
                return true;
            });
            Await.until(
                    "health says so",
                    SOON,
                    () -> String.valueOf(engine.statistics().held()).contains("cleanup.policy=delete"));
            sendMany(50);
            assertThat(engine.statistics().reportsWaiting()).isEqualTo(50);

            BROKER.kafka().set(PROGRESS, "cleanup.policy", "compact");
        }

        awaitDelivered();
        assertThat(read()).containsExactlyElementsOf(confirmed);
    }

    private JournalState state() {
        return engine.statistics().journalState();
    }

    private void awaitDelivered() {
        Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
    }

    private void sendMany(int count) {
        for (int i = 0; i < count; i++) {
            String payload = Integer.toString(sent++);
            try {
                send(payload);
                confirmed.add(payload);
            } catch (ReportException e) {
                doubtful.add(payload);
            }
        }
    }

    private void send(String payload) {
        Branch branch = engine.begin();
        branch.send("payments", payload.getBytes(UTF_8));
        branch.commit();
    }

    private List<String> read() {
        return TopicReader.readAll(BROKER.kafka().bootstrapServers(), "payments", SOON).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
