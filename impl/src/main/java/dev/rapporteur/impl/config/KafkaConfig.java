package dev.rapporteur.impl.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of a configuration that goes to Kafka's client under Kafka's own names. */
final class KafkaConfig {

    private static final List<Setting<?>> SASL_LOGIN =
            List.of(Settings.SASL_MECHANISM, Settings.SASL_USERNAME, Settings.SASL_PASSWORD, Settings.SASL_JAAS_CONFIG);

    private static final List<Setting<?>> TLS_STORES = List.of(
            Settings.SSL_TRUSTSTORE_LOCATION,
            Settings.SSL_TRUSTSTORE_PASSWORD,
            Settings.SSL_TRUSTSTORE_TYPE,
            Settings.SSL_KEYSTORE_LOCATION,
            Settings.SSL_KEYSTORE_PASSWORD,
            Settings.SSL_KEYSTORE_TYPE,
            Settings.SSL_KEY_PASSWORD);

    private final Texts texts;
    private final ClientProperties client;
    private final Map<String, String> properties = new LinkedHashMap<>();

    private KafkaConfig(Texts texts, ClientProperties client) {
        this.texts = texts;
        this.client = client;
    }

    static Map<String, String> read(Texts texts, ClientProperties client) {
        KafkaConfig config = new KafkaConfig(texts, client);
        config.takeSettings();
        config.takeLogin();
        config.takeTls();
        config.takeFree();
        return Map.copyOf(config.properties);
    }

    private void takeSettings() {
        for (Setting<?> setting : Settings.ALL) {
            String kafkaName = setting.kafkaName();
            if (kafkaName == null) {
                continue;
            }
            if (setting == Settings.BOOTSTRAP_SERVERS) {
                properties.put(kafkaName, texts.required(Settings.BOOTSTRAP_SERVERS, ""));
            } else {
                texts.optional(setting).ifPresent(value -> properties.put(kafkaName, value.toString()));
            }
        }
    }

    private void takeLogin() {
        if (!texts.areSound(Settings.SECURITY_PROTOCOL)) {
            return;
        }
        if (!protocol().startsWith("SASL_")) {
            refuseUseless(SASL_LOGIN, "SASL_SSL or SASL_PLAINTEXT");
            return;
        }
        if (!texts.has(Settings.SASL_MECHANISM)) {
            texts.add(Settings.SASL_MECHANISM, "is missing", "Set it, since securityProtocol is " + protocol() + ".");
        } else if (texts.has(Settings.SASL_JAAS_CONFIG)) {
            refuseBesideJaas(Settings.SASL_USERNAME);
            refuseBesideJaas(Settings.SASL_PASSWORD);
        } else if (texts.areSound(Settings.SASL_MECHANISM)) {
            takeNameAndPassword(texts.required(Settings.SASL_MECHANISM, ""));
        }
    }

    private void refuseBesideJaas(Setting<String> setting) {
        if (texts.has(setting)) {
            texts.add(setting, "is set beside saslJaasConfig", "Remove one of them.");
        }
    }

    private void takeNameAndPassword(String mechanism) {
        if (!mechanism.equals("PLAIN") && !mechanism.startsWith("SCRAM-")) {
            texts.add(
                    Settings.SASL_JAAS_CONFIG,
                    "is missing",
                    "Set it: saslMechanism=" + mechanism + " needs a login module.");
            return;
        }
        String username = texts.required(Settings.SASL_USERNAME, "");
        String password = texts.required(Settings.SASL_PASSWORD, "");
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security." + module + " required username=" + quoted(username) + " password="
                        + quoted(password) + ";");
    }

    /** As JAAS reads it: in double quotes, with backslashes before quotes and backslashes. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void takeTls() {
        EndpointIdentification identification =
                texts.required(Settings.SSL_ENDPOINT_IDENTIFICATION, EndpointIdentification.HTTPS);
        if (!texts.areSound(Settings.SECURITY_PROTOCOL)) {
            return;
        }
        if (protocol().endsWith("SSL")) {
            properties.put("ssl.endpoint.identification.algorithm", identification.kafkaValue());
        } else {
            refuseUseless(TLS_STORES, "SSL or SASL_SSL");
        }
    }

    private void refuseUseless(List<Setting<?>> settings, String needed) {
        for (Setting<?> setting : settings) {
            if (texts.has(setting)) {
                texts.add(
                        setting,
                        "has no effect with securityProtocol=" + protocol(),
                        "Remove it, or set securityProtocol to " + needed + ".");
            }
        }
    }

    private String protocol() {
        return texts.required(Settings.SECURITY_PROTOCOL, "");
    }

    private void takeFree() {
        texts.optional(Settings.KAFKA_PROPERTIES)
                .orElse(Map.of())
                .forEach((name, value) -> FixedProperty.complaint(name)
                        .or(() -> client.complaint(name, value))
                        .ifPresentOrElse(
                                complaint -> texts.add(
                                        Settings.KAFKA_PROPERTIES,
                                        "names " + name + ", which " + complaint,
                                        "Remove or correct " + name + "."),
                                () -> properties.put(name, value)));
    }
}
