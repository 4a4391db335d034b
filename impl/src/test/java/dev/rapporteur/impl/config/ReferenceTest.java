package dev.rapporteur.impl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReferenceTest {

    private static final Path COMMITTED = Path.of("..", "docs", "configuration.md");

    @Test
    void shouldEqualTheCommittedPage() throws IOException {
        if ("write".equals(System.getProperty("rapporteur.reference"))) {
            Files.createDirectories(COMMITTED.toAbsolutePath().normalize().getParent());
            Files.writeString(COMMITTED, Reference.text());
        }

        assertThat(COMMITTED)
                .as("is stale; write it by -Dtest=ReferenceTest -Drapporteur.reference=write")
                .hasContent(Reference.text());
    }

    @Test
    void shouldListEverySettingOnce() {
        long declared = Arrays.stream(Settings.class.getDeclaredFields())
                .filter(field -> field.getType() == Setting.class && Modifier.isStatic(field.getModifiers()))
                .count();

        assertThat(Settings.ALL).hasSize(Math.toIntExact(declared));
        assertThat(Settings.ALL).extracting(Setting::property).doesNotHaveDuplicates();
    }

    @Test
    void shouldHaveDefaultsWithinTheirRanges() {
        assertThat(Settings.ALL)
                .filteredOn(setting -> setting.byDefault() != null)
                .allSatisfy(setting -> setting.range().read(String.valueOf(setting.byDefault())));
    }
}
