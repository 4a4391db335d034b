package dev.rapporteur.testkit.wildfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WildFlyServerTest {

    private static final Path DIRECTORY = Path.of("target", "wildfly-server-test", Long.toString(System.nanoTime()));
    private static final WildFlyServer SERVER = WildFlyServer.in(DIRECTORY)
            .transactionNode("testkit")
            .systemProperty("testkit.greeting", "hello")
            .quickRecovery()
            .create();

    @BeforeAll
    static void start() {
        SERVER.configure(List.of("/system-property=testkit.offline:add(value=yes)"));
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void shouldRunWithItsPropertiesAndConfiguration() {
        assertThat(property("testkit.greeting")).isEqualTo("hello");
        assertThat(property("testkit.offline")).isEqualTo("yes");
        assertThat(SERVER.management()
                        .execute(Management.operation("read-attribute", "/subsystem=transactions")
                                .put("name", "node-identifier")
                                .put("resolve-expressions", true))
                        .asText())
                .isEqualTo("testkit");
    }

    @Test
    void shouldTakeCommandsWhileItRuns() {
        SERVER.configure(List.of("/system-property=testkit.online:add(value=yes)"));

        assertThat(property("testkit.online")).isEqualTo("yes");
    }

    @Test
    void shouldRefuseAWrongCommandWithTheServersWords() {
        assertThatThrownBy(() -> SERVER.configure(List.of("/subsystem=nonsense:read-resource")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("WFLYCTL0030");
        assertThatThrownBy(() -> SERVER.management().read("/subsystem=nonsense"))
                .isInstanceOf(Management.RefusedException.class)
                .hasMessageContaining("WFLYCTL0030");
    }

    @Test
    void shouldKeepADeploymentOverAKillAndReplaceIt() throws Exception {
        SERVER.deploy(war("first"), "page.war");
        SERVER.kill();
        SERVER.start();
        assertThat(page()).isEqualTo("first");

        SERVER.deploy(war("second"), "page.war");
        assertThat(page()).isEqualTo("second");

        SERVER.undeploy("page.war");
        assertThat(page()).doesNotContain("second");
    }

    private static String property(String name) {
        return SERVER.management()
                .readAttribute("/core-service=platform-mbean/type=runtime", "system-properties")
                .path(name)
                .asText();
    }

    private static Path war(String text) throws IOException {
        Path war = DIRECTORY.resolve(text + ".war");
        try (OutputStream file = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("page.txt"));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return war;
    }

    private static String page() throws Exception {
        URI page = SERVER.url().resolve("page/page.txt");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
