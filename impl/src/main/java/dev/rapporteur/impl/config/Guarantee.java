package dev.rapporteur.impl.config;

/**
 * How reports reach Kafka.
 *
 * @param kind how often
 * @param progressTopic EXACTLY_ONCE: the topic that holds the progress markers
 * @param onMissingMarker EXACTLY_ONCE: what to do where a marker should be, and is not
 */
public record Guarantee(DeliveryGuarantee kind, String progressTopic, OnMissingMarker onMissingMarker) {

    /** In order, repeated after a crash. */
    public static final Guarantee AT_LEAST_ONCE =
            new Guarantee(DeliveryGuarantee.AT_LEAST_ONCE, "unused", OnMissingMarker.HOLD);
}
