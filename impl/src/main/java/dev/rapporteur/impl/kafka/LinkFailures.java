package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.TransactionalLink.Cure;
import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What cures a transactional producer's failure; the client wraps what it knows, so its causes count too. */
final class LinkFailures {

    private static final List<Class<? extends Throwable>> FENCED =
            List.of(ProducerFencedException.class, InvalidProducerEpochException.class);
    private static final List<Class<? extends Throwable>> OPERATOR = List.of(
            AuthorizationException.class,
            AuthenticationException.class,
            UnsupportedVersionException.class,
            InvalidTxnTimeoutException.class);

    private LinkFailures() {}

    static Cure cure(Throwable failure) {
        if (FENCED.stream().anyMatch(type -> Causes.has(failure, type))) {
            return Cure.FENCED;
        }
        // the client gives the broker's words only
        boolean timeout = Causes.text(failure).contains("transaction timeout is larger");
        return timeout || OPERATOR.stream().anyMatch(type -> Causes.has(failure, type)) ? Cure.OPERATOR : Cure.ANEW;
    }
}
