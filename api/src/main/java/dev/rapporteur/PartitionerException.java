package dev.rapporteur;

import org.jspecify.annotations.Nullable;

/** The configured {@link ReportPartitioner} has failed, or has chosen a partition that there is not. The fault is its own. */
public final class PartitionerException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what it did.
     *
     * @param partitioner its class
     * @param topic the report's topic
     * @param problem what it did, beginning with a verb
     * @param cause what it has thrown, or null
     */
    public PartitionerException(String partitioner, String topic, String problem, @Nullable Throwable cause) {
        super(
                "The partitioner " + partitioner + " " + problem + " for a report to topic \"" + topic
                        + "\". Correct it, or name the report's partition.",
                cause);
    }
}
