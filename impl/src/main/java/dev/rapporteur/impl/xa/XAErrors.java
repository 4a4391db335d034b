package dev.rapporteur.impl.xa;

import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/** XA exceptions that say in words what their code says to the transaction manager. */
final class XAErrors {

    private XAErrors() {}

    static XAException of(int code, @Nullable String message) {
        return of(code, message, null);
    }

    static XAException of(int code, @Nullable String message, @Nullable Throwable cause) {
        XAException error = new XAException(message + (cause == null ? "." : ": " + cause.getMessage()));
        error.errorCode = code;
        error.initCause(cause);
        return error;
    }
}
