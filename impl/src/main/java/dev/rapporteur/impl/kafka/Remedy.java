package dev.rapporteur.impl.kafka;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong between us and the cluster as a whole, and what an operator does about it, told from the client's exception:
 * sentences with a space before them, or nothing. What concerns single topics is said where they are known.
 */
final class Remedy {

    private static final int MAX_CAUSES = 20;

    private Remedy() {}

    /** For a failure of the way to the cluster. */
    static String of(Throwable failure, Principal principal) {
        if (find(failure, SslAuthenticationException.class) != null) {
            return tls(failure);
        }
        if (find(failure, UnsupportedSaslMechanismException.class) != null) {
            return " Set saslMechanism to one that the brokers have enabled.";
        }
        if (find(failure, IllegalSaslStateException.class) != null) {
            return " The listener does not expect SASL: set securityProtocol to what it speaks, or name another listener in"
                    + " bootstrapServers.";
        }
        if (find(failure, SaslAuthenticationException.class) != null) {
            return " The brokers do not know " + principal
                    + " with this password: set saslUsername and saslPassword right, or"
                    + " the password at the brokers.";
        }
        if (find(failure, AuthenticationException.class) != null) {
            return " Check the security settings.";
        }
        if (find(failure, ClusterAuthorizationException.class) != null) {
            return " Grant WRITE and DESCRIBE on at least one topic to " + principal
                    + "; brokers before 2.8 want IDEMPOTENT_WRITE on the cluster besides.";
        }
        if (find(failure, TransactionalIdAuthorizationException.class) != null) {
            return " Grant WRITE and DESCRIBE on the transactional ids that begin with rapporteur- to " + principal
                    + ".";
        }
        if (find(failure, UnsupportedVersionException.class) != null) {
            return " The brokers are too old for this client.";
        }
        return find(failure, ConfigException.class) != null ? " Correct this setting." : "";
    }

    /** A failure and what it comes from, without a full stop: a handshake's outermost words are always the same. */
    static String text(Throwable failure) {
        Throwable root = root(failure);
        return root == failure ? ownText(failure) : ownText(failure) + ", because of " + ownText(root);
    }

    /** A failure's own words, without a full stop. */
    static String ownText(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        String trimmed = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return failure.getClass().getSimpleName() + ": " + trimmed;
    }

    /** The first failure in the row of causes that is of this type. */
    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** What stands at the end of the row of causes. */
    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < MAX_CAUSES; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** The JDK names the fault of the broker's certificate at the end of the causes; a broker tells of ours by an alert. */
    private static String tls(Throwable failure) {
        Throwable root = root(failure);
        if (root instanceof CertificateExpiredException) {
            return " A broker's certificate has expired: renew it at the broker.";
        }
        if (root instanceof CertificateNotYetValidException) {
            return " A broker's certificate is not valid yet: check the clocks, or replace it at the broker.";
        }
        if (root instanceof CertificateException && find(failure, CertPathValidatorException.class) == null) {
            return " A broker's certificate is for another host: call the broker in bootstrapServers and in its"
                    + " advertised.listeners as its certificate does, or give it a certificate for the name that is used.";
        }
        if (root instanceof GeneralSecurityException) {
            return " A broker's certificate is signed by nobody whom we trust: add the authority that signed it to"
                    + " sslTruststoreLocation.";
        }
        if (String.valueOf(root.getMessage()).contains("fatal alert")) {
            return " The broker refuses this client: check the certificate in sslKeystoreLocation, whether the broker trusts it,"
                    + " and the TLS versions of both.";
        }
        return " Check that securityProtocol is what the brokers' listener speaks, and the TLS settings.";
    }
}
