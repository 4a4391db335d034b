package dev.rapporteur.impl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineConfigTest {

    private static final ClientProperties CLIENT =
            (name, value) -> name.startsWith("known.") ? Optional.empty() : Optional.of("is unknown");

    private final Map<String, String> texts = new HashMap<>(Map.of(
            "bootstrapServers", "kafka-1:9092", "nodeName", "shop 1", "journalDirectory", "/var/lib/rapporteur"));

    @Test
    void shouldTakeDefaultsWhenOnlyTheRequiredIsSet() {
        EngineConfig config = read();

        assertThat(config.name()).isEqualTo("rapporteur");
        assertThat(config.clientId()).isEqualTo("rapporteur-shop-1");
        assertThat(config.journalDirectory()).isEqualTo(Path.of("/var/lib/rapporteur"));
        assertThat(config.expectedJournalId()).isNull();
        assertThat(config.maxReportBytes()).isEqualTo(1_000_000);
        assertThat(config.undecidedHold()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.durability()).isEqualTo(Durability.SYNC);
        assertThat(config.copiedJournal()).isEqualTo(CopiedJournal.HOLD);
        assertThat(config.overflow()).isEqualTo(Overflow.REJECT);
        assertThat(config.overflowTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.guarantee())
                .isEqualTo(new Guarantee(DeliveryGuarantee.EXACTLY_ONCE, "rapporteur-progress", OnMissingMarker.HOLD));
        assertThat(config.kafka())
                .containsOnly(
                        Map.entry("bootstrap.servers", "kafka-1:9092"),
                        Map.entry("security.protocol", "PLAINTEXT"),
                        Map.entry("compression.type", "none"));
    }

    @Test
    void shouldTakeEachSettingThatIsSet() {
        texts.putAll(Map.of(
                "name", "audit",
                "clientId", "audit-client",
                "bootstrapServers", " kafka-1:9092 , [::1]:9093 ",
                "expectedJournalId", "4f8b1f0c-7a2e-4a61-9d3f-0c5f1c2f6a11",
                "undecidedHold", "0",
                "stopTimeout", "PT1M30S",
                "durability", "OS",
                "lingerMs", "20",
                "compressionType", "zstd",
                "kafkaProperties", "known.one=1; known.two = a,b=c\n"));
        texts.putAll(Map.of("copiedJournal", "SEND", "overflow", "WAIT", "overflowTimeout", "0"));

        EngineConfig config = read();

        assertThat(config.name()).isEqualTo("audit");
        assertThat(config.clientId()).isEqualTo("audit-client");
        assertThat(config.expectedJournalId()).isEqualTo(UUID.fromString("4f8b1f0c-7a2e-4a61-9d3f-0c5f1c2f6a11"));
        assertThat(config.undecidedHold()).isZero();
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.durability()).isEqualTo(Durability.OS);
        assertThat(config.lingerMs()).isEqualTo(20);
        assertThat(config.copiedJournal()).isEqualTo(CopiedJournal.SEND);
        assertThat(config.overflow()).isEqualTo(Overflow.WAIT);
        assertThat(config.overflowTimeout()).isZero();
        assertThat(config.kafka())
                .containsEntry("bootstrap.servers", "kafka-1:9092,[::1]:9093")
                .containsEntry("compression.type", "zstd")
                .containsEntry("known.one", "1")
                .containsEntry("known.two", "a,b=c");
    }

    @Test
    void shouldTakeDefaultsForTextsThatSetNothing() {
        texts.putAll(Map.of("lingerMs", " ", "saslUsername", "unset", "volume", ""));

        assertThat(read().lingerMs()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name              | a/b         | has characters or a length that are not allowed (allowed: 1 to 100 of
            bootstrapServers  | kafka       | has the part "kafka", which is not host:port
            bootstrapServers  | a:1,b:99999 | has the port 99999, which is not 1 to 65535
            journalDirectory  | data/here   | is not an absolute path
            expectedJournalId | 12          | is not a UUID
            journalMaxBytes   | 1G          | is not a whole number (allowed: 16777216 to 1099511627776)
            segmentBytes      | 100         | is too small (allowed: 1048576 to 1073741824)
            maxReportBytes    | 0           | is too small
            undecidedHold     | soon        | is not a length of time (allowed: 0 to 24h, as in 500ms, 30s, 5m, 1h)
            stopTimeout       | 11m         | is too long (allowed: 0 to 10m
            overflow          | DROP        | is not one of the choices (allowed: REJECT, WAIT)
            overflowTimeout   | 11m         | is too long (allowed: 0 to 10m
            copiedJournal     | IGNORE      | is not one of the choices (allowed: HOLD, SEND)
            durability        | FSYNC       | is not one of the choices (allowed: SYNC, OS)
            deliveryGuarantee | AT_MOST_ONCE| is not one of the choices (allowed: AT_LEAST_ONCE, EXACTLY_ONCE)
            progressTopic     | a/b         | has characters or a length that are not allowed (allowed: a topic's name)
            onMissingMarker   | SKIP        | is not one of the choices (allowed: HOLD, RESEND)
            compressionType   | zip         | is not one of the choices (allowed: none, gzip, snappy, lz4, zstd)
            securityProtocol  | TLS         | is not one of the choices
            saslUsername      | joe         | has no effect with securityProtocol=PLAINTEXT
            sslKeystoreType   | PEM         | has no effect with securityProtocol=PLAINTEXT
            memoryMaxBytes    | 2000000     | is less than transactionMemoryBytes (16777216)
            transactionMemoryBytes | 500000 | is less than maxReportBytes (1000000)
            segmentBytes      | 1999999     | is less than 2 times maxReportBytes (1000000)
            journalMaxBytes   | 16777216    | is less than 8 times segmentBytes (33554432)
            kafkaProperties   | acks=1      | names acks, which is set by the adapter: the order and the safety
            kafkaProperties   | linger.ms=1 | names linger.ms, which has a setting of its own: lingerMs
            kafkaProperties   | foo=1       | names foo, which is unknown
            kafkaProperties   | known.one   | has a part that is not name=value
            kafkaProperties   | known.a=1;known.a=2 | names known.a twice
            volume            | 11          | is not a setting
            """)
    void shouldSayWhatIsWrong(String property, String text, String complaint) {
        texts.put(property, text);

        ConfigException refusal = refusal();

        assertThat(refusal.problems()).hasSize(1);
        assertThat(refusal.problems().get(0).property()).isEqualTo(property);
        assertThat(refusal).hasMessageContaining(complaint);
    }

    @Test
    void shouldRefuseATransactionThatNeverFitsTheJournal() {
        texts.put("journalMaxBytes", "16777216");
        texts.put("segmentBytes", "2097152");
        assertThat(refusal().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.property()).isEqualTo("transactionMemoryBytes");
            assertThat(problem.toString()).contains("is more than journalMaxBytes less 4 times segmentBytes (8388608)");
        });

        texts.put("transactionMemoryBytes", "8388608");
        assertThat(read().transactionMemoryBytes()).isEqualTo(8_388_608);
    }

    @Test
    void shouldNameAllProblemsAtOnce() {
        texts.remove("bootstrapServers");
        texts.put("lingerMs", "-1");
        texts.put("durability", "never");

        ConfigException refusal = refusal();

        assertThat(refusal).hasMessage("""
                        The configuration of the connection definition "rapporteur" has 3 problems:
                          bootstrapServers is missing (allowed: host:port, several separated by commas). Set it.
                          durability = "never" is not one of the choices (allowed: SYNC, OS). Correct it, or remove it for the default.
                          lingerMs = "-1" is too small (allowed: 0 to 10000). Correct it, or remove it for the default.""");
    }

    @Test
    void shouldNotCompareWithASettingThatIsWrongItself() {
        texts.put("transactionMemoryBytes", "much");

        assertThat(refusal().problems()).hasSize(1);
    }

    @Test
    void shouldBuildTheLoginFromNameAndPassword() {
        texts.putAll(Map.of(
                "securityProtocol", "SASL_SSL",
                "saslMechanism", "SCRAM-SHA-512",
                "saslUsername", "shop",
                "saslPassword", "a\"b\\c"));

        EngineConfig config = read();

        assertThat(config.kafka())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"shop\""
                                + " password=\"a\\\"b\\\\c\";");
    }

    @Test
    void shouldAskForTheLoginWhenSaslIsOn() {
        texts.put("securityProtocol", "SASL_PLAINTEXT");
        assertThat(refusal()).hasMessageContaining("saslMechanism is missing");

        texts.put("saslMechanism", "PLAIN");
        assertThat(refusal())
                .hasMessageContaining("saslUsername is missing")
                .hasMessageContaining("saslPassword is missing");

        texts.put("saslMechanism", "OAUTHBEARER");
        assertThat(refusal()).hasMessageContaining("saslJaasConfig is missing");

        texts.put("saslJaasConfig", "x required;");
        texts.put("saslPassword", "p");
        assertThat(refusal()).hasMessageContaining("saslPassword = \"***\" is set beside saslJaasConfig");
    }

    @Test
    void shouldCheckThatStoresCanBeRead(@TempDir Path directory) throws IOException {
        Path store = Files.createFile(directory.resolve("trust.p12"));
        texts.put("securityProtocol", "SSL");
        texts.put("sslTruststoreLocation", store.toString());
        texts.put("sslEndpointIdentificationAlgorithm", "NONE");

        assertThat(read().kafka())
                .containsEntry("ssl.truststore.location", store.toString())
                .containsEntry("ssl.endpoint.identification.algorithm", "");

        texts.put("sslTruststoreLocation", directory.resolve("missing.p12").toString());
        assertThat(refusal()).hasMessageContaining("is not a file");
    }

    @Test
    void shouldNeverShowASecret() {
        texts.putAll(Map.of(
                "saslPassword", "s3cret-1",
                "saslJaasConfig", "s3cret-2",
                "sslKeyPassword", "s3cret-3",
                "kafkaProperties", "ssl.keystore.key=s3cret-4;acks=s3cret-5;s3cret-6"));
        assertThat(refusal().getMessage()).doesNotContain("s3cret").contains("***");

        texts.keySet().removeIf(property -> property.startsWith("sasl") || property.startsWith("ssl"));
        texts.put("kafkaProperties", "known.password=s3cret-7");
        assertThat(read().toString()).doesNotContain("s3cret").contains("kafka-1:9092");
    }

    private EngineConfig read() {
        return EngineConfig.read(texts, CLIENT);
    }

    private ConfigException refusal() {
        return catchThrowableOfType(ConfigException.class, this::read);
    }
}
