package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.TransactionalLink.Cure;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What cures a transactional producer's failure; the client wraps what it knows, so its causes count too. */
final class LinkFailures {

    private static final int MAX_CAUSES = 20;

    private LinkFailures() {}

    static Cure cure(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return Cure.FENCED;
            }
            if (cause instanceof AuthorizationException
                    || cause instanceof AuthenticationException
                    || cause instanceof UnsupportedVersionException
                    || cause instanceof InvalidTxnTimeoutException
                    // the client gives the broker's words only
                    || String.valueOf(cause.getMessage()).contains("transaction timeout is larger")) {
                return Cure.OPERATOR;
            }
            cause = cause.getCause();
        }
        return Cure.ANEW;
    }
}
