package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrincipalTest {

    @Test
    void shouldNameTheUserOfALoginAsItsSettingsQuoteIt() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrapServers", "kafka-1:9092",
                "securityProtocol", "SASL_SSL",
                "saslMechanism", "SCRAM-SHA-512",
                "saslUsername", "shop \"1\" \\ audit",
                "saslPassword", "secret"));

        assertThat(Principal.of(Delivery.config(settings).kafka()).words())
                .isEqualTo("principal User:shop \"1\" \\ audit");
    }

    @Test
    void shouldNameTheUserOfALoginWithoutQuotes() {
        assertThat(Principal.of(Map.of(
                                "security.protocol", "SASL_PLAINTEXT",
                                "sasl.jaas.config", "X required password=x username=shop;"))
                        .words())
                .isEqualTo("principal User:shop");
    }

    @Test
    void shouldNameTheCertificateThatStandsForUs() {
        assertThat(Principal.of(Map.of("security.protocol", "SSL", "ssl.keystore.location", "/etc/own.p12"))
                        .words())
                .contains("certificate in /etc/own.p12");
    }

    @Test
    void shouldBeAnonymousWithoutALogin() {
        assertThat(Principal.of(Map.of()).words()).isEqualTo("principal User:ANONYMOUS");
        assertThat(Principal.of(Map.of("security.protocol", "PLAINTEXT")).words())
                .isEqualTo("principal User:ANONYMOUS");
        assertThat(Principal.of(Map.of("security.protocol", "SSL")).words()).isEqualTo("principal User:ANONYMOUS");
    }

    @Test
    void shouldNotGuessWhereTheLoginNamesNobody() {
        assertThat(Principal.of(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "X required;")))
                .isEqualTo(Principal.UNKNOWN);
    }
}
