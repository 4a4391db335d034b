package dev.rapporteur;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What became of one report, by its id. A {@link DeliveryListener} is told each at least once: after a crash of the server, or a
 * failure of its own, some come again. Events of one partition come in the order of its reports, but for those that come again.
 */
public sealed interface DeliveryEvent permits DeliveryEvent.Delivered, DeliveryEvent.Parked {

    /** The report's id, as its send returned it. */
    ReportId id();

    /** The report's topic. */
    String topic();

    /** The partition it went to, or was meant for. */
    int partition();

    /** When it was noted in the server's journal. */
    Instant time();

    /**
     * Kafka has confirmed the report, and with deliveryGuarantee=EXACTLY_ONCE its transaction is final.
     *
     * @param id the report's id
     * @param topic its topic
     * @param partition its partition
     * @param offset its offset there; empty where that is not known, as when its confirmation was found out only after a crash, and
     *     where an operator has mapped the partition to another one, which has it
     * @param time when that was noted
     */
    record Delivered(ReportId id, String topic, int partition, OptionalLong offset, Instant time)
            implements DeliveryEvent {}

    /**
     * Kafka refuses the report for good. It is kept for an operator, who may send it again: then a Delivered follows.
     *
     * @param id the report's id
     * @param topic its topic
     * @param partition the partition it was meant for
     * @param reason why, in a sentence
     * @param time when it was parked
     */
    record Parked(ReportId id, String topic, int partition, String reason, Instant time) implements DeliveryEvent {}
}
