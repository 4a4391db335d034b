package dev.rapporteur.testkit.wildfly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * WildFly's management over HTTP: operations as the console sends them. Safe for use by several threads.
 *
 * <pre>{@code
 * management.read("/subsystem=resource-adapters/resource-adapter=rapporteur.rar/statistics=extended");
 * }</pre>
 */
public final class Management {

    /** The server refused an operation; the message is its own description of the failure. */
    public static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException(JsonNode operation, JsonNode failure) {
            super("WildFly refused " + operation + ": " + failure);
        }
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * JDK 19 and later answer no Digest challenge with MD5, which is what WildFly sends, unless asked to by this
     * property. It is read once, when the JDK's HTTP client is first used.
     */
    private static final String DIGEST_ALGORITHMS = "http.auth.digest.reEnabledAlgorithms";

    static {
        if (System.getProperty(DIGEST_ALGORITHMS) == null) {
            System.setProperty(DIGEST_ALGORITHMS, "MD5");
        }
    }

    private final URI endpoint;
    private final String user;
    private final String password;

    Management(URI endpoint, String user, String password) {
        this.endpoint = endpoint;
        this.user = user;
        this.password = password;
    }

    /**
     * A new operation.
     *
     * @param name its name, as in the CLI
     * @param address a resource's address, as in the CLI: {@code /subsystem=ejb3/service=async}; "/" is the root
     * @return the operation, open to parameters
     */
    public static ObjectNode operation(String name, String address) {
        ObjectNode operation = JSON.createObjectNode().put("operation", name);
        ArrayNode path = operation.putArray("address");
        for (String step : address.split("/", -1)) {
            if (!step.isEmpty()) {
                int equals = step.indexOf('=');
                path.addObject().put(step.substring(0, equals), step.substring(equals + 1));
            }
        }
        return operation;
    }

    /** Reads a resource's attributes, those of the running server too. */
    public JsonNode read(String address) {
        return execute(operation("read-resource", address).put("include-runtime", true));
    }

    /** Reads one attribute. */
    public JsonNode readAttribute(String address, String attribute) {
        return execute(operation("read-attribute", address).put("name", attribute));
    }

    /**
     * Runs an operation.
     *
     * @return its result
     * @throws RefusedException if the server refuses it
     * @throws UncheckedIOException if the server can't be reached
     */
    public JsonNode execute(JsonNode operation) {
        try {
            JsonNode answer = post(operation);
            if (!answer.path("outcome").asText().equals("success")) {
                throw new RefusedException(operation, answer.path("failure-description"));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException("WildFly's management at " + endpoint + " can't be reached", e);
        }
    }

    private JsonNode post(JsonNode operation) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
        // The one HTTP client of the JDK that speaks Digest, which a stock WildFly asks for.
        connection.setAuthenticator(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password.toCharArray());
            }
        });
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try {
            try (OutputStream body = connection.getOutputStream()) {
                body.write(operation.toString().getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream answer = body(connection)) {
                return JSON.readTree(answer);
            }
        } finally {
            // A starting server answers 503, and once a hundred connections are open it takes none for a minute.
            connection.disconnect();
        }
    }

    /** A refused operation has status 500 and its answer in the error stream. */
    private static InputStream body(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        InputStream error = connection.getErrorStream();
        if (status == HttpURLConnection.HTTP_INTERNAL_ERROR && error != null) {
            return error;
        }
        return connection.getInputStream();
    }
}
