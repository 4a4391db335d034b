package dev.rapporteur.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** The desk's client: asks the application on WildFly over HTTP. Safe for use by several threads. */
final class Desk {

    private static final int COMMITTED = 201;
    private static final int ROLLED_BACK = 422;
    private static final int OK = 200;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI payments;

    Desk(URI server) {
        this.payments = server.resolve("desk/payments");
    }

    /**
     * Asks for a payment.
     *
     * @return whether it was committed or rolled back
     * @throws IOException if the desk went away or gave neither answer, so that the client can't know
     */
    Answer pay(Payment payment, Wish wish) throws IOException {
        String form = "number=" + payment.number()
                + "&account=" + URLEncoder.encode(payment.account(), StandardCharsets.UTF_8)
                + "&cents=" + payment.cents()
                + "&wish=" + wish;
        HttpResponse<String> answer = send(HttpRequest.newBuilder(payments)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        return switch (answer.statusCode()) {
            case COMMITTED -> Answer.COMMITTED;
            case ROLLED_BACK -> Answer.ROLLED_BACK;
            default -> throw unexpected(answer);
        };
    }

    /** The rows in the database now. */
    List<Payment> rows() throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(payments).GET());
        if (answer.statusCode() != OK) {
            throw unexpected(answer);
        }
        JsonNode rows = JSON.readTree(answer.body());
        return StreamSupport.stream(rows.spliterator(), false).map(Payment::of).toList();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(ANSWER_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the desk", e);
        }
    }

    private static IOException unexpected(HttpResponse<String> answer) {
        return new IOException("The desk answered with status " + answer.statusCode() + ": " + answer.body());
    }
}
