package dev.rapporteur.impl.dispatch;

/** What to do where Kafka should have a marker, and has none. */
public enum MissingMarker {
    /** The partition is held. */
    HOLD,
    /** What the journal has not noted as delivered is sent, and may come twice. */
    RESEND
}
