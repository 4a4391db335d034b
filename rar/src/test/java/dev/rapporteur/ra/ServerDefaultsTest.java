package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerDefaultsTest {

    private final ServerDefaults server =
            new ServerDefaults(Map.of("jboss.node.name", "shop-1", "jboss.server.data.dir", "/opt/server/data")::get);

    @Test
    void shouldPutTheDefinitionsTextsBeforeTheAdaptersBeforeTheServers() {
        Map<String, String> texts = server.below(
                Map.of("lingerMs", "1", "clientId", "adapter"), Map.of("clientId", "definition", "name", "audit"));

        assertThat(texts)
                .containsOnly(
                        Map.entry("lingerMs", "1"),
                        Map.entry("clientId", "definition"),
                        Map.entry("name", "audit"),
                        Map.entry("nodeName", "shop-1"),
                        Map.entry("journalDirectory", "/opt/server/data/rapporteur/audit"));
    }

    @Test
    void shouldKeepWhatIsSet() {
        Map<String, String> texts =
                server.below(Map.of("nodeName", "mine"), Map.of("journalDirectory", "/var/lib/rapporteur"));

        assertThat(texts).containsEntry("nodeName", "mine").containsEntry("journalDirectory", "/var/lib/rapporteur");
    }

    @Test
    void shouldGiveNoDirectoryWhereTheServerNamesNone() {
        assertThat(new ServerDefaults(property -> null).below(Map.of(), Map.of()))
                .containsOnlyKeys("nodeName");
    }
}
