package dev.rapporteur.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rapporteur.testkit.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the page and its levers on the loopback address. It lives in the launcher, so that it stays
 * while WildFly is down.
 */
final class Page implements AutoCloseable {

    /** What a lever can do: takes the request's values, or refuses them with a reason. */
    @FunctionalInterface
    interface Lever {
        void pull(Map<String, String> values) throws RefusedException;
    }

    /** Asks for the state to show. */
    @FunctionalInterface
    interface View {
        PageState now();
    }

    /** A lever can't be pulled now. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/desk.css", "desk.css",
            "/desk.js", "desk.js",
            "/favicon.svg", "favicon.svg");
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FAILED = 500;
    private static final int UNSUPPORTED_TYPE = 415;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, "page"));
    private final Map<String, Lever> levers;
    private final View view;

    /**
     * Starts serving.
     *
     * @param port the port to use if it is free; else another is taken
     * @param levers what {@code POST /levers/NAME} does
     * @param view what {@code GET /state} answers
     */
    Page(int port, Map<String, Lever> levers, View view) throws IOException {
        this.levers = levers;
        this.view = view;
        this.http = bind(port);
        http.createContext("/", this::answer);
        http.setExecutor(threads);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next()), 0);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("POST")) {
                pull(exchange, path.substring(path.lastIndexOf('/') + 1));
            } else if (path.equals("/state")) {
                send(exchange, OK, "application/json", JSON.writeValueAsBytes(view.now()));
            } else {
                sendFile(exchange, path);
            }
        }
    }

    /** Only JSON is taken: a form on a strange page can't send that here. */
    private void pull(HttpExchange exchange, String name) throws IOException {
        Lever lever = levers.get(name);
        if (lever == null) {
            sendProblem(exchange, NOT_FOUND, "There is no lever " + name);
            return;
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            sendProblem(exchange, UNSUPPORTED_TYPE, "A lever takes application/json");
            return;
        }
        try {
            Map<String, String> values = JSON.readerForMapOf(String.class).readValue(exchange.getRequestBody());
            lever.pull(values);
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        } catch (RefusedException e) {
            sendProblem(exchange, CONFLICT, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            sendProblem(exchange, FAILED, e.toString());
        }
    }

    private static void sendFile(HttpExchange exchange, String path) throws IOException {
        String file = FILES.get(path);
        if (file == null) {
            sendProblem(exchange, NOT_FOUND, "There is no page " + path);
            return;
        }
        try (InputStream content = Objects.requireNonNull(Page.class.getResourceAsStream("page/" + file), file)) {
            String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
            send(exchange, OK, type + "; charset=utf-8", content.readAllBytes());
        }
    }

    private static void sendProblem(HttpExchange exchange, int status, String problem) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(Map.of("problem", problem)));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream stream = exchange.getResponseBody()) {
            stream.write(body);
        }
    }
}
