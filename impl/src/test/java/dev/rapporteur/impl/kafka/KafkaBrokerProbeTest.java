package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions to a listener that takes connections and says nothing. */
class KafkaBrokerProbeTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private ServerSocket mute;
    private KafkaBrokerProbe probe;

    @BeforeEach
    void open() throws IOException {
        mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        probe = new KafkaBrokerProbe(Delivery.config(Map.of(
                "bootstrapServers", "127.0.0.1:" + mute.getLocalPort(), "brokerTimeout", "PT1S", "clientId", "mute")));
    }

    @AfterEach
    void close() throws IOException {
        probe.close();
        mute.close();
    }

    @Test
    void shouldLeaveNoThreadWhenClosedWhileAQuestionIsOpen() {
        ask();
        assertThat(clients()).hasSize(1);

        probe.close();

        assertThat(clients()).isEmpty();
        Await.until("the question is answered", SOON, () -> answers.size() == 1);
        assertThat(answers.peek()).contains("TimeoutException");
    }

    @Test
    void shouldMakeANewClientAfterTenQuestionsWithoutAnAnswer() {
        for (int asked = 1; asked <= 10; asked++) {
            ask();
        }
        List<String> first = clients();
        Await.until("all have failed", SOON, () -> answers.size() == 10);
        assertThat(clients()).isEqualTo(first);

        ask();

        assertThat(clients()).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    private void ask() {
        probe.ask(1, answer -> answers.add(String.valueOf(answer)));
    }

    private static List<String> clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("mute-probe"))
                .toList();
    }
}
