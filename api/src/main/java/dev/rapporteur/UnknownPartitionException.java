package dev.rapporteur;

/** The topic has no such partition. */
public final class UnknownPartitionException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what partitions there are.
     *
     * @param topic the topic
     * @param partition the partition asked for
     * @param known the topic's partition count; 0 if it isn't known
     */
    public UnknownPartitionException(String topic, int partition, int known) {
        super("Topic \"" + topic + "\" has no partition " + partition + ". "
                + (known > 0
                        ? "Its partitions are 0 to " + (known - 1) + ": choose one of them, or add partitions in Kafka."
                        : "Partitions are numbered from 0."));
    }
}
