package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Definition;
import dev.rapporteur.it.bed.Servers;
import dev.rapporteur.it.bed.Statistics;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** What an operator sees: properties, counters, and each mistake by its name. */
@ArquillianTest
class ConfigurationIT {

    private static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=rapporteur.rar";

    /** The same archive under a name of its own, so that the shared adapter goes on. */
    private static final String BAD = "badly-configured.rar";

    private final WildFlyServer server = Bed.server();
    private final App app = App.on(server, "configuration");

    @Deployment(testable = false)
    static WebArchive application() {
        return Archives.war("configuration.war");
    }

    @Test
    void shouldShowPropertiesAndCounters() {
        Topic topic = Topic.create(Bed.kafka(), "counted", 1);
        long before = Statistics.of(server).get("ReportsCommitted").asLong();

        app.call(Payments.class, "report", topic, "1");
        app.call(Payments.class, "pay", topic, "2");

        JsonNode after = Statistics.of(server);
        assertThat(after.get("ReportsCommitted").asLong()).isEqualTo(before + 2);
        assertThat(after.properties())
                .extracting(Map.Entry::getKey)
                .contains(
                        "ReportsDelivered",
                        "ReportsWaiting",
                        "BytesWaiting",
                        "ReportsParked",
                        "OldestWaitingMs",
                        "BranchesPrepared",
                        "JournalBytes",
                        "BytesInMemory",
                        "JournalState");
        assertThat(server.management()
                        .read(ADAPTER + "/connection-definitions=rapporteur/statistics=pool")
                        .get("XACommitCount")
                        .asLong())
                .isPositive();
        assertThat(server.management()
                        .readAttribute(ADAPTER + "/config-properties=durability", "value")
                        .toString())
                .contains("${rapporteur.durability:SYNC}");
    }

    @Test
    void shouldChangeNothingWhenTheScriptRunsAgain() {
        JsonNode before = configuration();

        server.configure(Servers.script());

        assertThat(configuration()).isEqualTo(before);
    }

    @Test
    void shouldReportAllWrongPropertiesTogether() {
        try (Definition bad = new Definition(server, BAD)
                .with(
                        "bad",
                        Map.of(
                                "bootstrapServers", "nonsense",
                                "maxReportBytes", "-1",
                                "durability", "MAYBE"))) {
            assertThatThrownBy(bad::deploy)
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining("connection definition \\\"bad\\\" has 3 problems")
                    .hasMessageContaining("bootstrapServers = \\\"nonsense\\\"")
                    .hasMessageContaining("maxReportBytes = \\\"-1\\\"")
                    .hasMessageContaining("durability = \\\"MAYBE\\\"");
        }
    }

    @Test
    void shouldNameDirectoryUserAndRemedyWhenTheJournalCantBeWritten() throws IOException {
        Path file = Files.writeString(Bed.directory("a-file"), "not a directory");
        Path directory = file.resolve("journal");
        try (Definition bad = new Definition(server, BAD)
                .with(
                        "bad",
                        Map.of(
                                "bootstrapServers", Bed.kafka().bootstrapServers(),
                                "journalDirectory", directory.toString()))) {
            assertThatThrownBy(bad::deploy)
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("by user \\\"" + System.getProperty("user.name"))
                    .hasMessageContaining("set journalDirectory elsewhere");
        }
    }

    @Test
    void shouldRefuseTwoDefinitionsOnOneDirectoryByName() {
        Map<String, String> properties = Map.of(
                "bootstrapServers", Bed.kafka().bootstrapServers(),
                "journalDirectory", Bed.directory("one-for-two").toString());
        try (Definition bad =
                new Definition(server, BAD).with("one", properties).with("two", properties)) {
            assertThatThrownBy(bad::deploy)
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining("have the same journalDirectory " + properties.get("journalDirectory"))
                    .hasMessageContaining("\\\"one\\\"")
                    .hasMessageContaining("\\\"two\\\"");
        }
    }

    @Test
    void shouldRefuseAJournalThatAnotherAdapterHasOpen() {
        Path taken = Servers.journals(server).resolve("rapporteur");
        try (Definition bad = new Definition(server, BAD)
                .with(
                        "bad",
                        Map.of(
                                "bootstrapServers", Bed.kafka().bootstrapServers(),
                                "journalDirectory", taken.toString()))) {
            assertThatThrownBy(bad::deploy)
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining(taken.toString());
        }
    }

    private JsonNode configuration() {
        return server.management()
                .execute(Management.operation("read-resource", ADAPTER).put("recursive", true));
    }
}
