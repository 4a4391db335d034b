package dev.rapporteur.impl.config;

/** How reports reach Kafka. */
public enum DeliveryGuarantee {
    /** Idempotent producer, rewinding on failure: in order, repeated after a crash. */
    AT_LEAST_ONCE,
    /** Kafka transactions with progress markers: in order, each once for readers of committed records. */
    EXACTLY_ONCE
}
