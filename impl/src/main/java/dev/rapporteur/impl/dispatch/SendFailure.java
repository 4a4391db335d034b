package dev.rapporteur.impl.dispatch;

/** Why Kafka has not confirmed a report. */
public sealed interface SendFailure {

    /** A sentence for operators: what failed, and what to do. */
    String reason();

    /**
     * The link is of no use any more: make a new one, rewind, go on.
     *
     * @param reason a sentence for operators
     */
    record LinkLost(String reason) implements SendFailure {}

    /**
     * Kafka refuses the report for good, as things are: its partition stands still and is probed with back-off.
     *
     * @param reason a sentence for operators
     */
    record Refused(String reason) implements SendFailure {}
}
