package dev.rapporteur.impl.xa;

/** How large a record each topic takes. For any thread, without locks. */
@FunctionalInterface
public interface TopicLimits {

    /** The topic's max.message.bytes; {@link Integer#MAX_VALUE} if it isn't known. */
    int maxMessageBytes(String topic);
}
