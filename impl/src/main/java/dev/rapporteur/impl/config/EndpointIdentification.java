package dev.rapporteur.impl.config;

/** Whether a broker's certificate must name its host. */
enum EndpointIdentification {
    /** It must, as HTTPS does it. */
    HTTPS("https"),
    /** It need not. */
    NONE("");

    private final String kafkaValue;

    EndpointIdentification(String kafkaValue) {
        this.kafkaValue = kafkaValue;
    }

    String kafkaValue() {
        return kafkaValue;
    }
}
