package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RemedyTest {

    private static final Principal SHOP = new Principal("principal User:shop");

    static Stream<Arguments> remedies() {
        return Stream.of(
                Arguments.of(handshake(new CertificateExpiredException("NotAfter: x")), "renew it at the broker"),
                Arguments.of(handshake(new CertificateNotYetValidException("NotBefore: x")), "check the clocks"),
                Arguments.of(handshake(new CertificateException("No name matching x found")), "for another host"),
                Arguments.of(handshake(new CertPathBuilderException("no path")), "sslTruststoreLocation"),
                Arguments.of(
                        handshake(new SSLHandshakeException("Received fatal alert: bad_certificate")),
                        "sslKeystoreLocation"),
                Arguments.of(new SslAuthenticationException("what?"), "securityProtocol"),
                Arguments.of(new SaslAuthenticationException("wrong"), "principal User:shop with this password"),
                Arguments.of(new UnsupportedSaslMechanismException("PLAIN"), "Set saslMechanism"),
                Arguments.of(new IllegalSaslStateException("unexpected"), "set securityProtocol"),
                Arguments.of(new ClusterAuthorizationException("x"), "at least one topic to principal User:shop"),
                Arguments.of(new TransactionalIdAuthorizationException("x"), "ids that begin with rapporteur-"),
                Arguments.of(new UnsupportedVersionException("x"), "too old"),
                Arguments.of(new ConfigException("x"), "Correct this setting"));
    }

    @ParameterizedTest
    @MethodSource("remedies")
    void shouldSayWhatToDo(Throwable failure, String words) {
        assertThat(Remedy.of(failure, SHOP)).startsWith(" ").contains(words).endsWith(".");
    }

    @Test
    void shouldSayNothingWhereItKnowsNoRemedy() {
        assertThat(Remedy.of(new TimeoutException("x"), SHOP)).isEmpty();
    }

    @Test
    void shouldNameTheCauseAtTheEndWithOneFullStopToCome() {
        assertThat(Causes.text(handshake(new CertificateException("Does not match."))))
                .isEqualTo("SslAuthenticationException: SSL handshake failed, because of CertificateException: Does not"
                        + " match");
        assertThat(Causes.text(new TimeoutException("late."))).isEqualTo("TimeoutException: late");
    }

    private static SslAuthenticationException handshake(Exception root) {
        SSLHandshakeException handshake = new SSLHandshakeException("PKIX path validation failed");
        handshake.initCause(root);
        return new SslAuthenticationException("SSL handshake failed", handshake);
    }
}
