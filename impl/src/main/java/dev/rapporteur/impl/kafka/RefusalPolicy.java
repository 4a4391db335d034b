package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Says what became of a report, in words for operators; what follows from it is {@link ErrorPolicy}'s.
 *
 * <table>
 * <caption>How the policy is carried out</caption>
 * <tr><td>RETRY, from {@code send}</td><td>not yet: ask again</td></tr>
 * <tr><td>RETRY in a receipt: the client has given up after 24 days</td><td>refused</td></tr>
 * <tr><td>REBUILD</td><td>link lost</td></tr>
 * <tr><td>HOLD, NOT_FOR_PRODUCERS</td><td>refused: the partition stands still and is probed</td></tr>
 * <tr><td>PARK</td><td>poison: found by probing, and parked</td></tr>
 * </table>
 */
final class RefusalPolicy {

    private RefusalPolicy() {}

    /** The client did not take the report for that partition. */
    static SendFailure notTaken(OutboundReport report, PartitionId to, Exception cause, Principal principal) {
        if (cause instanceof RetriableException) { // an unknown topic too, which is held when that lasts
            return SendFailure.notYet(sentence(report, to, "can't be sent yet", rootOf(cause)));
        }
        return failed(report, to, cause, principal);
    }

    /** The client took the report for that partition, and could not get it confirmed. */
    static SendFailure failed(OutboundReport report, PartitionId to, Exception cause, Principal principal) {
        return switch (ErrorPolicy.of(cause)) {
            case REBUILD ->
                SendFailure.linkLost("The link to Kafka is lost: " + Causes.text(cause) + "."
                        + Remedy.of(cause, principal) + " Its reports wait, and it is tried again.");
            case PARK ->
                SendFailure.poison(
                        sentence(report, to, "is refused by Kafka", cause) + remedy(report, cause, principal));
            case RETRY, HOLD, NOT_FOR_PRODUCERS ->
                SendFailure.refused(sentence(report, to, "is refused by Kafka", cause)
                        + remedy(report, cause, principal) + " Its partition waits for it and tries again.");
        };
    }

    private static String remedy(OutboundReport report, Exception cause, Principal principal) {
        if (cause instanceof TopicAuthorizationException) {
            return " Topic \"" + report.partition().topic() + "\" is not authorised for " + principal
                    + ": grant it WRITE and DESCRIBE there.";
        }
        if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
            return " Raise the topic's max.message.bytes.";
        }
        if (cause instanceof InvalidTimestampException) {
            return " Raise the topic's message.timestamp.before.max.ms or message.timestamp.after.max.ms.";
        }
        return "";
    }

    private static String sentence(OutboundReport report, PartitionId to, String what, Throwable cause) {
        return "Report " + report.id() + " to " + report.partition().goingTo(to) + " (" + report.size() + " bytes) "
                + what + ": " + Causes.ownText(cause) + ".";
    }

    /** The client wraps what it knows of a topic into a time-out. */
    private static Throwable rootOf(Exception cause) {
        return cause.getCause() instanceof KafkaException inner ? inner : cause;
    }
}
