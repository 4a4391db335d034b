package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.outbound.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressFileTest {

    private static final UUID JOURNAL = new UUID(1, 2);

    @TempDir
    Path temp;

    private ProgressFile read() throws IOException {
        return ProgressFile.at(temp.resolve("progress"), JOURNAL, "cluster");
    }

    @Test
    void shouldTellWhatItWasTold() throws IOException {
        ProgressFile first = read();
        first.route("new.topic", 3);
        first.next(new PartitionId("topic.with-dots", 7), 42);
        first.save();

        assertThat(read().routes()).containsOnlyKeys("new.topic").containsValue(3);
        assertThat(read().next())
                .containsOnlyKeys(new PartitionId("topic.with-dots", 7))
                .containsValue(42L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "complete nonsense",
                "\\u12",
                "journal=JOURNAL\ncluster=cluster\nnext.0.topic=many\n",
                "journal=JOURNAL\ncluster=cluster\nnext.topic=7\n",
                "journal=JOURNAL\ncluster=cluster\nnext.7=7\n",
                "journal=JOURNAL\ncluster=cluster\nroute.topic=\n",
                "journal=JOURNAL\ncluster=cluster\nelse=7\n",
                "journal=JOURNAL\n",
                "cluster=cluster\n"
            })
    void shouldRefuseWhatIsNoProgressFileAndKeepIt(String content) throws IOException {
        String written = content.replace("JOURNAL", JOURNAL.toString());
        Files.writeString(temp.resolve("progress"), written);

        assertThatThrownBy(this::read)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("progress is no progress file, or is damaged")
                .hasMessageEndingWith("nothing was sent.");

        assertThat(temp.resolve("progress")).hasContent(written);
    }

    @Test
    void shouldRefuseBytesThatAreNoText() throws IOException {
        Files.write(temp.resolve("progress"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});

        assertThatThrownBy(this::read).isInstanceOf(RefusedException.class);
    }
}
