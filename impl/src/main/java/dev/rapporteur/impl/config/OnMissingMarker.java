package dev.rapporteur.impl.config;

/** What to do with a partition whose progress marker should be in Kafka, and is not. */
public enum OnMissingMarker {
    /** The partition is held. */
    HOLD,
    /** What the journal has not noted as delivered is sent, and may come twice. */
    RESEND
}
