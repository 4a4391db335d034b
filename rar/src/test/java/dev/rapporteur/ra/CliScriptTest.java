package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.Setting;
import dev.rapporteur.impl.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CliScriptTest {

    @Test
    void shouldSetEverySettingToItsDefault() throws IOException {
        String script = Files.readString(Path.of("src/main/cli/rapporteur.cli"));

        assertThat(Settings.ALL).allSatisfy(setting -> assertThat(script).containsOnlyOnce(line(setting)));
        assertThat(script.lines().filter(line -> line.contains("/config-properties=")))
                .hasSameSizeAs(Settings.ALL);
    }

    private static String line(Setting<?> setting) {
        return "/config-properties=" + setting.property() + ":add(value=\"${rapporteur." + setting.property() + ":"
                + Objects.requireNonNullElse(setting.byDefault(), "unset") + "}\")\n";
    }
}
