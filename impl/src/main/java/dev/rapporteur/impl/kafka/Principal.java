package dev.rapporteur.impl.kafka;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Who we are to the brokers, as far as our settings tell, in words for operators. Brokers may map names
 * ({@code principal.builder.class}, {@code ssl.principal.mapping.rules}); then theirs counts.
 *
 * @param words to be put behind "to" or "for"
 */
record Principal(String words) {

    static final Principal UNKNOWN = new Principal("this client's principal");

    private static final Pattern USERNAME = Pattern.compile("\\busername=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))");

    /** By a client's properties. */
    static Principal of(Map<String, ?> properties) {
        String protocol = text(properties, CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (protocol.startsWith("SASL")) {
            Matcher username = USERNAME.matcher(text(properties, SaslConfigs.SASL_JAAS_CONFIG));
            if (!username.find()) {
                return UNKNOWN; // Kerberos and OAuth name it elsewhere
            }
            String quoted = username.group(1);
            return new Principal(
                    "principal User:" + (quoted == null ? username.group(2) : quoted.replaceAll("\\\\(.)", "$1")));
        }
        String keystore = text(properties, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
        if (protocol.equals("SSL") && !keystore.isEmpty()) {
            return new Principal("the principal of the certificate in " + keystore);
        }
        return protocol.isEmpty() || protocol.equals("PLAINTEXT") || protocol.equals("SSL")
                ? new Principal("principal User:ANONYMOUS")
                : UNKNOWN;
    }

    private static String text(Map<String, ?> properties, String name) {
        Object value = properties.get(name);
        return value == null ? "" : value.toString();
    }

    @Override
    public String toString() {
        return words;
    }
}
