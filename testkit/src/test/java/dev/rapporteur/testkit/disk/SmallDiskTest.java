package dev.rapporteur.testkit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {

    private static final long BYTES = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path below;

    private SmallDisk disk;

    @BeforeEach
    void mount() {
        disk = SmallDisk.at(below.resolve("disk"), BYTES, below.resolve("disk.log"));
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    @Test
    void shouldBeSeenByThoseWhoEnterAndLastLongerThanTheyDo() throws IOException {
        assertThat(inside("mkdir %s/journal && echo x > %s/journal/file")).isZero();

        assertThat(inside("grep x %s/journal/file")).isZero();
        assertThat(Files.readString(disk.contents().resolve("journal/file"))).isEqualTo("x\n");
        assertThat(below.resolve("disk")).isEmptyDirectory();
    }

    @Test
    void shouldRefuseWritesWhileItIsFull() {
        disk.fill();
        assertThat(inside("echo x > %s/file")).isNotZero();

        disk.free();
        assertThat(inside("echo x > %s/file")).isZero();
    }

    @Test
    void shouldRefuseItsUserWhileADirectoryIsForbidden() {
        assertThat(inside("mkdir %s/journal")).isZero();
        disk.forbid("journal");
        assertThat(inside("echo x > %s/journal/file")).isNotZero();

        disk.allow("journal");
        assertThat(inside("echo x > %s/journal/file")).isZero();
    }

    private int inside(String script) {
        List<String> command = new ArrayList<>(disk.entry());
        command.addAll(
                List.of("sh", "-c", script.replace("%s", below.resolve("disk").toString())));
        return ChildProcess.start("script", command, below.resolve("script.log"))
                .waitForExit(PATIENCE);
    }
}
