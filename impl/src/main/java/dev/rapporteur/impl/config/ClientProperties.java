package dev.rapporteur.impl.config;

import java.util.Optional;

/** What Kafka's client says to its properties; asked through this, since only the kafka package touches the client. */
public interface ClientProperties {

    /**
     * Checks a property of the producer or the admin client.
     *
     * @param name its name
     * @param value its text
     * @return what is wrong, beginning with a verb and not repeating the value; empty if nothing is
     */
    Optional<String> complaint(String name, String value);
}
