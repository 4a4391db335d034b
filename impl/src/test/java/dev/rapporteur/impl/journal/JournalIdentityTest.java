package dev.rapporteur.impl.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells a journal's own directory from a copy. */
class JournalIdentityTest {

    private static final UUID ID = new UUID(1, 2);
    private static final UUID OTHER = new UUID(3, 4);

    private final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));

    private JournalIdentity read(boolean acceptCopy) throws IOException {
        return JournalIdentity.readOrCreate(directory, OTHER, null, acceptCopy);
    }

    private void create() throws IOException {
        JournalIdentity.readOrCreate(directory, ID, null, false).begin(directory);
    }

    @Test
    void shouldKnowItsOwnDirectory() throws IOException {
        create();

        assertThat(read(false)).isEqualTo(new JournalIdentity(ID, true, false));
        assertThat(read(false).obstacle(directory)).isNull();
    }

    @Test
    void shouldHoldACopyUntilItIsAccepted() throws IOException {
        create();
        directory.copy();

        assertThat(read(false)).isEqualTo(new JournalIdentity(ID, true, true));
        assertThat(read(false).obstacle(directory))
                .contains("Journal " + ID + " in " + directory + " was copied or restored")
                .contains("copiedJournal=SEND");
        JournalIdentity accepted = read(true);
        assertThat(accepted.copied()).isFalse();
        assertThat(read(false).copied()).as("before the first segment").isTrue();
        accepted.begin(directory);
        assertThat(read(false)).isEqualTo(new JournalIdentity(ID, true, false));
    }

    @Test
    void shouldTellADamagedOneFromAnother() throws IOException {
        create();
        for (int at = 0; at < directory.length(JournalIdentity.NAME) - 1; at++) {
            directory.flip(JournalIdentity.NAME, at, 0);

            if (!new String(directory.bytes(JournalIdentity.NAME), US_ASCII).contains("crc32c=")) {
                assertThat(read(false).id()).isEqualTo(ID); // the line itself: what it stands for is sound
            } else {
                assertThatThrownBy(() -> read(false))
                        .as("byte %d", at)
                        .isInstanceOf(JournalException.class)
                        .hasMessageContaining("is damaged");
            }
            directory.flip(JournalIdentity.NAME, at, 0);
        }
    }

    @Test
    void shouldNotHoldACopyOfAJournalThatHasNotBegun() throws IOException {
        JournalIdentity.readOrCreate(directory, ID, null, false);
        directory.copy();

        JournalIdentity copy = read(false);
        copy.begin(directory);

        assertThat(copy.copied()).isFalse();
        assertThat(read(false)).isEqualTo(new JournalIdentity(ID, true, false));
    }

    @Test
    void shouldSayNothingWhereFilesHadNoInode() throws IOException {
        directory.put("identity", ("journalId=" + ID + "\nbegun\n").getBytes(US_ASCII));

        assertThat(read(false)).isEqualTo(new JournalIdentity(ID, true, false));
    }

    @Test
    void shouldTellACopyOnARealFileSystemAndNotAMove(@TempDir Path temp) throws IOException {
        Path original = temp.resolve("original");
        JournalIdentity.readOrCreate(FileSystemDirectory.at(original), ID, null, false)
                .begin(FileSystemDirectory.at(original));
        Path copy = Files.createDirectory(temp.resolve("copy"));
        Files.copy(original.resolve("identity"), copy.resolve("identity"));
        Path moved = Files.move(original, temp.resolve("moved"));

        assertThat(JournalIdentity.readOrCreate(FileSystemDirectory.at(copy), OTHER, null, false)
                        .copied())
                .isTrue();
        assertThat(JournalIdentity.readOrCreate(FileSystemDirectory.at(moved), OTHER, null, false)
                        .copied())
                .isFalse();
    }
}
