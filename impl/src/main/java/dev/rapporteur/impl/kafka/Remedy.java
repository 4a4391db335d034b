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

/**
 * What is wrong between us and the cluster as a whole, and what an operator does about it, told from the client's exception:
 * sentences with a space before them, or nothing. What concerns single topics is said where they are known.
 */
final class Remedy {

    private Remedy() {}

    /** For a failure of the way to the cluster. */
    static String of(Throwable failure, Principal principal) {
        if (Causes.has(failure, SslAuthenticationException.class)) {
            return tls(failure);
        }
        if (Causes.has(failure, UnsupportedSaslMechanismException.class)) {
            return " Set saslMechanism to one that the brokers have enabled.";
        }
        if (Causes.has(failure, IllegalSaslStateException.class)) {
            return " The listener does not expect SASL: set securityProtocol to what it speaks, or name another listener in"
                    + " bootstrapServers.";
        }
        if (Causes.has(failure, SaslAuthenticationException.class)) {
            return " The brokers do not know " + principal
                    + " with this password: set saslUsername and saslPassword right, or"
                    + " the password at the brokers.";
        }
        if (Causes.has(failure, AuthenticationException.class)) {
            return " Check the security settings.";
        }
        if (Causes.has(failure, ClusterAuthorizationException.class)) {
            return " Grant WRITE and DESCRIBE on at least one topic to " + principal
                    + "; brokers before 2.8 want IDEMPOTENT_WRITE on the cluster besides.";
        }
        if (Causes.has(failure, TransactionalIdAuthorizationException.class)) {
            return " Grant WRITE and DESCRIBE on the transactional ids that begin with rapporteur- to " + principal
                    + ".";
        }
        if (Causes.has(failure, UnsupportedVersionException.class)) {
            return " The brokers are too old for this client.";
        }
        return Causes.has(failure, ConfigException.class) ? " Correct this setting." : "";
    }

    /** The JDK names the fault of the broker's certificate at the end of the causes; a broker tells of ours by an alert. */
    private static String tls(Throwable failure) {
        Throwable root = Causes.root(failure);
        if (root instanceof CertificateExpiredException) {
            return " A broker's certificate has expired: renew it at the broker.";
        }
        if (root instanceof CertificateNotYetValidException) {
            return " A broker's certificate is not valid yet: check the clocks, or replace it at the broker.";
        }
        if (root instanceof CertificateException && !Causes.has(failure, CertPathValidatorException.class)) {
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
