package dev.rapporteur.it.bed;

import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An application under test, called through its door. Safe for use by several threads. */
public final class App {

    /** The bean's method threw; the message has the chain of its exceptions, one a line. */
    public static final class CallFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CallFailedException(String failures) {
            super(failures);
        }
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int OK = 200;
    private static final int FAILED = 500;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final URI context;

    private App(URI context) {
        this.context = context;
    }

    /**
     * An application of a server.
     *
     * @param context its context path, without slashes
     */
    public static App on(WildFlyServer server, String context) {
        return new App(server.url().resolve(context + "/"));
    }

    /**
     * Calls a bean's method.
     *
     * @param arguments the method's, all of them texts there
     * @return what it returned, as a text
     * @throws CallFailedException if it threw
     * @throws UncheckedIOException if there was no answer, or not the application's: then all is possible
     */
    public String call(Class<?> bean, String method, Object... arguments) {
        StringBuilder form = new StringBuilder("bean=" + bean.getName() + "&method=" + method);
        for (Object argument : arguments) {
            form.append("&argument=").append(URLEncoder.encode(argument.toString(), StandardCharsets.UTF_8));
        }
        return post("call", form.toString());
    }

    /**
     * Posts a form to one of its servlets.
     *
     * @throws CallFailedException if it failed
     * @throws UncheckedIOException as for {@link #call}
     */
    public String post(String servlet, String form) {
        URI address = context.resolve(servlet);
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> response = send(request);
        return switch (response.statusCode()) {
            case OK -> response.body();
            case FAILED -> throw new CallFailedException(response.body());
            default ->
                throw new UncheckedIOException(
                        new IOException(address + " answered " + response.statusCode() + ": " + response.body()));
        };
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + " gave no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while calling " + request.uri(), e);
        }
    }
}
