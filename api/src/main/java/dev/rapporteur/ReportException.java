package dev.rapporteur;

import org.jspecify.annotations.Nullable;

/**
 * The root of all that a producer's call can fail with. A failed call kept nothing of itself, but for
 * {@link InDoubtException}.
 *
 * <p>The message says what happened, to what, and what to do.
 */
public abstract sealed class ReportException extends RuntimeException
        permits BufferFullException,
                InDoubtException,
                InvalidReportException,
                InvalidTopicException,
                NotAvailableException,
                PartitionerException,
                ReportTooLargeException,
                TransactionStateException,
                UnknownPartitionException {

    private static final long serialVersionUID = 1L;

    ReportException(String message) {
        super(message);
    }

    ReportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
