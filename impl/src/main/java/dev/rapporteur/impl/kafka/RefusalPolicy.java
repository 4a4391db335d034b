package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.outbound.OutboundReport;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What follows from each exception of the client: the one place that knows.
 *
 * <table>
 * <caption>By the client's groups</caption>
 * <tr><td>from {@code send}: Retriable (no metadata yet, no memory)</td><td>not yet: ask again</td></tr>
 * <tr><td>ApplicationRecoverable, TransactionAbortable, OutOfOrderSequence</td><td>link lost: a new producer is the cure</td></tr>
 * <tr><td>Authentication, ClusterAuthorization, SecurityDisabled, UnsupportedVersion</td><td>link lost: no partition can be sent to; it comes back with back-off</td></tr>
 * <tr><td>any other ApiException</td><td>refused: this report, as things are</td></tr>
 * <tr><td>anything else (closed, interrupted, a neighbour in a refused batch)</td><td>link lost: no report is to blame</td></tr>
 * </table>
 *
 * <p>Where the table errs, nothing is lost: a refused report is probed again, a lost link rewound.
 */
final class RefusalPolicy {

    private RefusalPolicy() {}

    /** The client did not take the report. */
    static SendFailure notTaken(OutboundReport report, Exception cause) {
        if (cause instanceof RetriableException) {
            return SendFailure.notYet(sentence(report, "can't be sent yet", rootOf(cause)));
        }
        return failed(report, cause);
    }

    /** The client took the report, and could not get it confirmed. */
    static SendFailure failed(OutboundReport report, Exception cause) {
        return concernsLink(cause)
                ? SendFailure.linkLost("The link to Kafka is lost: " + text(cause)
                        + (cause instanceof AuthenticationException ? ". Check the security settings." : ""))
                : SendFailure.refused(sentence(report, "is refused by Kafka", cause) + remedy(cause));
    }

    private static boolean concernsLink(Exception cause) {
        return !(cause instanceof ApiException)
                || cause instanceof InterruptException
                || cause instanceof ApplicationRecoverableException
                || cause instanceof TransactionAbortableException
                || cause instanceof OutOfOrderSequenceException
                || cause instanceof AuthenticationException
                || cause instanceof ClusterAuthorizationException
                || cause instanceof SecurityDisabledException
                || cause instanceof UnsupportedVersionException;
    }

    private static String remedy(Exception cause) {
        if (cause instanceof TopicAuthorizationException) {
            return " Grant WRITE and DESCRIBE on the topic to this principal.";
        }
        if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
            return " Raise the topic's max.message.bytes.";
        }
        return " Its partition waits for it and tries again.";
    }

    private static String sentence(OutboundReport report, String what, Throwable cause) {
        return "Report " + report.id() + " to " + report.partition() + " (" + report.size() + " bytes) " + what + ": "
                + text(cause) + ".";
    }

    /** The client wraps what it knows of a topic into a time-out. */
    private static Throwable rootOf(Exception cause) {
        return cause.getCause() instanceof KafkaException inner ? inner : cause;
    }

    private static String text(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        String trimmed = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return cause.getClass().getSimpleName() + ": " + trimmed;
    }
}
