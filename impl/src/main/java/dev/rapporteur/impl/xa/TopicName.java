package dev.rapporteur.impl.xa;

import dev.rapporteur.InvalidTopicException;
import org.jspecify.annotations.Nullable;

/** Kafka's rules for topic names. org.apache.kafka.common.internals.Topic */
final class TopicName {

    private static final int MAX_LENGTH = 249;

    private TopicName() {}

    /** @throws InvalidTopicException with the rule that the name breaks */
    static void requireLegal(@Nullable String topic) {
        if (topic == null) {
            throw new InvalidTopicException(null, "it is null");
        }
        if (topic.isEmpty()) {
            throw new InvalidTopicException(topic, "it is empty");
        }
        if (topic.length() > MAX_LENGTH) {
            throw new InvalidTopicException(topic, "it has " + topic.length() + " characters");
        }
        if (topic.equals(".") || topic.equals("..")) {
            throw new InvalidTopicException(topic, "it is a directory's name");
        }
        for (int i = 0; i < topic.length(); i++) {
            if (!isLegal(topic.charAt(i))) {
                throw new InvalidTopicException(topic, "it has '" + topic.charAt(i) + "' at position " + i);
            }
        }
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
