package dev.rapporteur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final int ANY_PORT = 0;
    private static final PageState STATE = new PageState(
            Lamp.UP,
            Lamp.DOWN,
            "http://console",
            new PageState.Totals(1, 1, 0, 0, 0, 0, 0),
            List.of(new PageState.Line(1, "Alder", 1250, Wish.COMMIT, true, "", Verdict.ON_ITS_WAY)),
            Map.of("ReportsWaiting", "1"),
            List.of());

    private final List<String> pulled = new ArrayList<>();
    private Page page;

    @BeforeEach
    void open() throws IOException {
        Map<String, Page.Lever> levers = Map.of(
                "pay", values -> pulled.add(values.get("account")),
                "refuse",
                        values -> {
                            throw new Page.RefusedException("WildFly is not up");
                        });
        page = new Page(ANY_PORT, levers, () -> STATE);
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void shouldServeItsFilesAndNothingElse() throws Exception {
        assertThat(get("").body()).contains("The payments desk");
        assertThat(get("desk.css").headers().firstValue("Content-Type")).hasValue("text/css; charset=utf-8");
        assertThat(get("desk.js").statusCode()).isEqualTo(200);
        assertThat(get("../Page.class").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldTellItsState() throws Exception {
        assertThat(get("state").body())
                .contains("\"server\":\"UP\"", "\"kafka\":\"DOWN\"", "\"verdict\":\"ON_ITS_WAY\"");
    }

    @Test
    void shouldPullALeverWithItsValues() throws Exception {
        HttpResponse<String> answer = post("levers/pay", "application/json", "{\"account\":\"Alder\"}");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(pulled).containsExactly("Alder");
    }

    @Test
    void shouldSayWhyALeverCantBePulled() throws Exception {
        HttpResponse<String> answer = post("levers/refuse", "application/json", "{}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"problem\":\"WildFly is not up\"}");
    }

    @Test
    void shouldTakeNoFormThatAStrangePageCouldSend() throws Exception {
        HttpResponse<String> answer = post("levers/pay", "text/plain", "{\"account\":\"Alder\"}");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(pulled).isEmpty();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(page.url().resolve(path)).GET());
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return send(HttpRequest.newBuilder(page.url().resolve(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
