package dev.rapporteur.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.tls.CertificateAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a plain client of Kafka's meets at a cluster with certificate, passwords and permissions. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KafkaAccessTest {

    private static final Path DIRECTORY = Path.of("target", "kafka-access-test", Long.toString(System.nanoTime()));
    private static final Duration SOON = Duration.ofSeconds(30);

    private static CertificateAuthority authority;
    private static Path valid;
    private static KafkaCluster kafka;

    @BeforeAll
    static void start() {
        authority = new CertificateAuthority(DIRECTORY.resolve("tls"));
        valid = authority.valid("valid.p12");
        kafka = KafkaCluster.in(DIRECTORY)
                .clientListener(ClientListener.scramOverTls(valid))
                .withPermissions()
                .start();
        kafka.createTopic("payments", 1);
    }

    @AfterAll
    static void close() {
        kafka.close();
    }

    @Test
    void shouldLetInWhoHasThePasswordOfNow() throws Exception {
        kafka.access().setPassword("anna", "first");
        Await.until("anna is let in", SOON, () -> topics("anna", "first").isEmpty());

        kafka.access().setPassword("anna", "second");

        Await.until("anna is let in", SOON, () -> topics("anna", "second").isEmpty());
        assertThatThrownBy(() -> topics("anna", "first")).hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void shouldShowATopicOnlyAsLongAsThatIsGranted() {
        kafka.access().setPassword("bert", "word");
        kafka.access().grant("bert", "payments", AclOperation.DESCRIBE);
        Await.until("the topic is shown", SOON, () -> topics("bert", "word").equals(List.of("payments")));

        kafka.access().revoke("bert", "payments", AclOperation.DESCRIBE);

        Await.until(
                "the topic is shown no more", SOON, () -> topics("bert", "word").isEmpty());
    }

    @Test
    void shouldShowAnotherCertificateWithoutARestart() {
        kafka.access().setPassword("carl", "word");
        Await.until("carl is let in", SOON, () -> topics("carl", "word").isEmpty());
        try {
            for (Path wrong : List.of(authority.expired("expired.p12"), authority.ofHost("elsewhere", "other.p12"))) {
                kafka.access().showCertificate(wrong);

                Await.until("the certificate is refused", SOON, KafkaAccessTest::certificateIsRefused);
            }
        } finally {
            kafka.access().showCertificate(valid);
        }
        Await.until("carl is let in", SOON, () -> topics("carl", "word").isEmpty());
    }

    private static boolean certificateIsRefused() throws InterruptedException {
        try {
            topics("carl", "word");
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof SslAuthenticationException;
        }
    }

    private static List<String> topics(String user, String password) throws ExecutionException, InterruptedException {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                kafka.clientBootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.location",
                authority.truststore().toString(),
                "ssl.truststore.password",
                CertificateAuthority.PASSWORD,
                "sasl.mechanism",
                ClientListener.MECHANISM,
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=" + user + " password="
                        + password + ";");
        try (Admin admin = Admin.create(properties)) {
            return List.copyOf(admin.listTopics().names().get());
        }
    }
}
