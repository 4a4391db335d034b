package dev.rapporteur.benchmarks;

/** Where a Kafka transaction leaves word of how far each of its partitions has come. */
enum MarkerKind {
    /** Nowhere, and there is no transaction: what the others are compared with. */
    NONE("no transactions"),
    /** Committed offsets of a group without members. */
    OFFSETS("group offsets"),
    /** A record per partition in a compacted topic of one partition. */
    TOPIC("progress topic, one partition"),
    /** The same, in the partition that the sender's own broker leads. */
    OWN_BROKER("progress topic, own broker");

    private final String label;

    MarkerKind(String label) {
        this.label = label;
    }

    /** As a table's row names it. */
    String label() {
        return label;
    }

    boolean transactional() {
        return this != NONE;
    }
}
