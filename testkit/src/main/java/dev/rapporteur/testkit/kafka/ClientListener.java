package dev.rapporteur.testkit.kafka;

import dev.rapporteur.testkit.tls.CertificateAuthority;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A second listener of each broker, for the clients under test: it is reached through a proxy
 * ({@link KafkaBroker#network()}), and may ask for a password and show a certificate. The first one stays open to all, so that
 * tests look from there.
 */
public final class ClientListener {

    /** The mechanism of those that ask for a password. */
    public static final String MECHANISM = "SCRAM-SHA-512";

    static final String NAME = "CLIENT";
    private static final String PREFIX = "listener.name.client.";

    private final String protocol;
    private final @Nullable Path keystore;

    private ClientListener(String protocol, @Nullable Path keystore) {
        this.protocol = protocol;
        this.keystore = keystore;
    }

    /** Open to all. */
    public static ClientListener plaintext() {
        return new ClientListener("PLAINTEXT", null);
    }

    /** Asks for a user's name and password ({@link KafkaAccess#setPassword}). */
    public static ClientListener scram() {
        return new ClientListener("SASL_PLAINTEXT", null);
    }

    /** Asks for name and password after it has shown a certificate, of a store that a {@link CertificateAuthority} made. */
    public static ClientListener scramOverTls(Path keystore) {
        return new ClientListener("SASL_SSL", keystore);
    }

    /** Shows this certificate, without a password. */
    public static ClientListener tls(Path keystore) {
        return new ClientListener("SSL", keystore);
    }

    String protocol() {
        return protocol;
    }

    /** A broker's properties beside its listeners. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        if (protocol.startsWith("SASL")) {
            properties.put("sasl.enabled.mechanisms", MECHANISM);
            properties.put(
                    PREFIX + "scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }
        if (keystore != null) {
            properties.putAll(keystoreProperties(keystore));
            properties.put(PREFIX + "ssl.allow.san.changes", "true");
        }
        return properties;
    }

    /** What shows the certificate of another store; a running broker takes it too. */
    static Map<String, String> keystoreProperties(Path keystore) {
        return Map.of(
                PREFIX + "ssl.keystore.location",
                keystore.toAbsolutePath().toString(),
                PREFIX + "ssl.keystore.password",
                CertificateAuthority.PASSWORD,
                PREFIX + "ssl.key.password",
                CertificateAuthority.PASSWORD,
                PREFIX + "ssl.keystore.type",
                "PKCS12");
    }
}
