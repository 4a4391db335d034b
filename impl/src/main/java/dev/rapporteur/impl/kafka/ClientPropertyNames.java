package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.ClientProperties;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The properties that Kafka's producer and admin client know, with their types and ranges. */
public final class ClientPropertyNames implements ClientProperties {

    private final List<ConfigDef> definitions = List.of(ProducerConfig.configDef(), AdminClientConfig.configDef());

    @Override
    public Optional<String> complaint(String name, String value) {
        boolean known = false;
        for (ConfigDef definition : definitions) {
            ConfigDef.ConfigKey key = definition.configKeys().get(name);
            if (key != null && !takes(key, name, value)) {
                return Optional.of("Kafka's client does not take with this value");
            }
            known |= key != null;
        }
        return known ? Optional.empty() : Optional.of("is not a property of Kafka's producer or admin client");
    }

    private static boolean takes(ConfigDef.ConfigKey key, String name, String value) {
        try {
            Object parsed = ConfigDef.parseType(name, value, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(name, parsed);
            }
            return true;
        } catch (ConfigException e) {
            return false; // Its message repeats the value, which may be a secret.
        }
    }
}
