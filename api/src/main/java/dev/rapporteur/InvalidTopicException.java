package dev.rapporteur;

import org.jspecify.annotations.Nullable;

/** The topic's name breaks Kafka's rules. */
public final class InvalidTopicException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which rule the name breaks.
     *
     * @param topic the name given
     * @param reason the rule it breaks
     */
    public InvalidTopicException(@Nullable String topic, String reason) {
        super("Topic name " + (topic == null ? "null" : "\"" + topic + "\"") + " is not legal: " + reason
                + ". Use 1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-', not \".\" or \"..\".");
    }
}
