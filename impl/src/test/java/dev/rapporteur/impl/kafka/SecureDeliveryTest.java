package dev.rapporteur.impl.kafka;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.routing.ClusterDirectory.UnreachableException;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.ClientListener;
import dev.rapporteur.testkit.kafka.KafkaAccess;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.tls.CertificateAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delivery to a cluster with TLS and SCRAM: it works; what is wrong is said within 10 s, and heals by itself. */
class SecureDeliveryTest {

    private static final Duration CLEAR_WITHIN = Duration.ofSeconds(10);
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(30);
    private static final String USER = "rapporteur";

    @TempDir
    static Path directory;

    private static CertificateAuthority authority;
    private static Path valid;
    private static KafkaCluster kafka;
    private static int topics;

    private final Map<String, String> settings = new HashMap<>();
    private String topic = "";
    private @Nullable Delivery delivery;

    @BeforeAll
    static void startKafka() {
        authority = new CertificateAuthority(directory.resolve("tls"));
        valid = authority.valid("valid.p12");
        kafka = KafkaCluster.in(directory)
                .clientListener(ClientListener.scramOverTls(valid))
                .start();
        access().setPassword(USER, "right");
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @BeforeEach
    void prepare() {
        topic = "secured-" + ++topics;
        kafka.createTopic(topic, 2);
        settings.putAll(Map.of(
                "bootstrapServers",
                kafka.clientBootstrapServers(),
                "securityProtocol",
                "SASL_SSL",
                "saslMechanism",
                ClientListener.MECHANISM,
                "saslUsername",
                USER,
                "saslPassword",
                "right",
                "sslTruststoreLocation",
                authority.truststore().toString(),
                "sslTruststorePassword",
                CertificateAuthority.PASSWORD));
    }

    @AfterEach
    void closeWithoutTrace() {
        if (delivery != null) {
            delivery.close();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
        access().setPassword(USER, "right");
        access().showCertificate(valid);
    }

    @Test
    void shouldDeliverOverTlsToAUserWithAPassword() {
        Delivery delivery = open();
        PartitionBuffer[] buffers = send(delivery, 1_000);

        Reports.awaitDelivered(buffers);

        Reports.assertOnce(kafka, buffers);
        awaitNoTrouble(delivery);
    }

    @Test
    void shouldNameAWrongPasswordAndGoOnWhenItIsSetRight() {
        Delivery delivery = open();
        PartitionBuffer[] buffers = send(delivery, 100);
        Reports.awaitDelivered(buffers);

        access().setPassword(USER, "changed");
        sendUntilTrouble(delivery);
        awaitBothSay(delivery, "SaslAuthenticationException", "set saslUsername and saslPassword right");
        assertThat(delivery.topics().trouble()).contains("do not know principal User:" + USER);
        access().setPassword(USER, "right");

        Reports.awaitDelivered(buffers);
        Reports.assertOnce(kafka, buffers);
        awaitNoTrouble(delivery);
    }

    @Test
    void shouldNameAnExpiredCertificateAndGoOnWhenItIsRenewed() {
        Delivery delivery = open();
        PartitionBuffer[] buffers = send(delivery, 100);
        Reports.awaitDelivered(buffers);

        access().showCertificate(authority.expired("expired.p12"));
        sendUntilTrouble(delivery);
        awaitBothSay(delivery, "NotAfter", "A broker's certificate has expired: renew it");
        access().showCertificate(valid);

        Reports.awaitDelivered(buffers);
        Reports.assertOnce(kafka, buffers);
        awaitNoTrouble(delivery);
    }

    @Test
    void shouldNameAHostThatTheCertificateDoesNotHaveAndGoOnWhenItHas() {
        Delivery delivery = open();
        PartitionBuffer[] buffers = send(delivery, 100);
        Reports.awaitDelivered(buffers);

        access().showCertificate(authority.ofHost("elsewhere.example", "other.p12"));
        sendUntilTrouble(delivery);
        awaitBothSay(delivery, "matching IP address 127.0.0.1", "for another host", "advertised.listeners");
        access().showCertificate(valid);

        Reports.awaitDelivered(buffers);
        Reports.assertOnce(kafka, buffers);
        awaitNoTrouble(delivery);
    }

    @Test
    void shouldNameACertificateThatNobodyTrusts() {
        CertificateAuthority foreign = new CertificateAuthority(directory.resolve("foreign"));
        settings.put("sslTruststoreLocation", foreign.truststore().toString());
        Delivery delivery = open();
        send(delivery, 10);

        awaitTopicsSay(delivery, "signed by nobody whom we trust", "sslTruststoreLocation");
    }

    @Test
    void shouldNameAMechanismThatTheBrokersDoNotHave() {
        settings.put("saslMechanism", "PLAIN");
        Delivery delivery = open();
        send(delivery, 10);

        awaitTopicsSay(delivery, "[" + ClientListener.MECHANISM + "]", "Set saslMechanism");
    }

    /** The broker just cuts, in both cases, so that nothing but an answer is missing. */
    @Test
    void shouldPointToTheProtocolWhenOneSideSpeaksTlsAndTheOtherDoesNot() {
        CompletableFuture<String> tlsToNone = trouble(Map.of("bootstrapServers", kafka.bootstrapServers()));
        CompletableFuture<String> noneToTls = trouble(Map.of(
                "securityProtocol",
                "SASL_PLAINTEXT",
                "sslTruststoreLocation",
                "unset",
                "sslTruststorePassword",
                "unset"));

        assertThat(tlsToNone.join()).contains(kafka.bootstrapServers(), "speaks SASL_SSL, as securityProtocol says");
        assertThat(noneToTls.join())
                .contains(kafka.clientBootstrapServers(), "speaks SASL_PLAINTEXT, as securityProtocol says");
    }

    /** What the topic directory says with these settings changed. */
    private CompletableFuture<String> trouble(Map<String, String> changes) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.putAll(changes);
        KafkaClusterDirectory cluster = new KafkaClusterDirectory(Delivery.config(changed));
        return CompletableFuture.supplyAsync(() -> {
            try (cluster) {
                return "it is reached: " + cluster.describe(List.of(topic));
            } catch (UnreachableException e) {
                return e.getMessage();
            }
        });
    }

    private static KafkaAccess access() {
        return kafka.access();
    }

    private Delivery open() {
        delivery = new Delivery(Delivery.config(settings));
        delivery.topics().follow(topic);
        return delivery;
    }

    private PartitionBuffer[] send(Delivery delivery, int count) {
        PartitionBuffer[] buffers = {delivery.buffer(topic, 0), delivery.buffer(topic, 1)};
        for (PartitionBuffer buffer : buffers) {
            place(buffer, count);
        }
        delivery.ready(buffers);
        return buffers;
    }

    /** Connections that are there stay when something is changed at the brokers, and a change counts a moment later. */
    private void sendUntilTrouble(Delivery delivery) {
        Await.until("dispatch is in trouble", CLEAR_WITHIN, () -> {
            kafka.broker(1).network().cut();
            send(delivery, 10);
            Await.until("the new connection fails", Duration.ofSeconds(2), () -> delivery.trouble() != null);
            return true;
        });
    }

    private static void awaitBothSay(Delivery delivery, String... words) {
        awaitTopicsSay(delivery, words);
        Await.until(
                "dispatch says what is wrong, and not " + delivery.trouble(),
                CLEAR_WITHIN,
                () -> says(delivery.trouble(), words));
    }

    private static void awaitTopicsSay(Delivery delivery, String... words) {
        Await.until(
                "the topic directory says what is wrong",
                CLEAR_WITHIN,
                () -> says(delivery.topics().trouble(), words));
    }

    private static boolean says(@Nullable String trouble, String... words) {
        return trouble != null && Arrays.stream(words).allMatch(trouble::contains);
    }

    private static void awaitNoTrouble(Delivery delivery) {
        Await.until(
                "nothing is wrong any more",
                RECOVERED_WITHIN,
                () -> delivery.trouble() == null && delivery.topics().trouble() == null);
    }
}
