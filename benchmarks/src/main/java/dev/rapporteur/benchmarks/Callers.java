package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Work;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The application in a server, whose threads do transactions. For one thread. */
final class Callers {

    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI application;
    private final Path journals;

    /**
     * Asks nothing yet.
     *
     * @param application where it is deployed
     * @param journals the directory of the adapter's journals, whose syncs are counted
     */
    Callers(URI application, Path journals) {
        this.application = application;
        this.journals = journals;
    }

    /** Lets callers do what a run says, and waits for them. */
    Run.Result run(Run run) throws IOException, InterruptedException {
        HttpRequest request = request("run?work=" + run.work() + "&threads=" + run.threads() + "&millis="
                + run.time().toMillis() + "&limit=" + run.limit()
                + (run.countingSyncs() ? "&synced=" + journals : ""));
        return Run.Result.of(body(http.send(request, HttpResponse.BodyHandlers.ofString())));
    }

    /**
     * A transaction of one caller.
     *
     * @param key of its messages
     * @param committing when the call that commits it began; moments of {@link System#nanoTime()}, which the processes of a machine share
     *     under Linux
     * @param taken when a consumer in the server had its message, if that is where it went
     */
    record Transaction(String key, long committing, OptionalLong taken) {

        private static Transaction of(String line) {
            String[] parts = line.split(" ", -1);
            return new Transaction(
                    parts[0],
                    Long.parseLong(parts[1]),
                    parts.length > 2 ? OptionalLong.of(Long.parseLong(parts[2])) : OptionalLong.empty());
        }
    }

    /** Lets one caller do transactions at the rate of a {@link SteadyFlow}, and does not wait for him. */
    CompletableFuture<List<Transaction>> steady(Work work, int transactions) {
        HttpRequest request =
                request("steady?work=" + work + "&transactions=" + transactions + "&every=" + SteadyFlow.EVERY_NANOS);
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> body(answer).lines().map(Transaction::of).toList());
    }

    private HttpRequest request(String query) {
        return HttpRequest.newBuilder(application.resolve(query)).build();
    }

    private static String body(HttpResponse<String> answer) {
        if (answer.statusCode() != OK) {
            throw new IllegalStateException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
