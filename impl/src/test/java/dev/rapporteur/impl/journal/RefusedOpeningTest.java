package dev.rapporteur.impl.journal;

import static dev.rapporteur.impl.journal.JournalLab.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.thread.Bell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an opening says that was interrupted, or that finds files under wrong names; and that it leaves all as it is. */
class RefusedOpeningTest {

    private static final String SEGMENT_2 = SegmentName.of(2);
    private static final String SEGMENT_3 = SegmentName.of(3);

    @TempDir
    Path temp;

    private final JournalLab lab = new JournalLab();

    /** Interrupts the thread that opens the journal, in the middle of it. */
    private static final class InterruptingFold extends PlainFold {

        @Override
        public void restore(Frame.Snapshot snapshot) {
            Thread.currentThread().interrupt();
        }

        @Override
        public void apply(Frame frame, long sequence, BlockAt reports) {}

        @Override
        public Fold scratch() {
            return new FrameLog();
        }
    }

    private Journal open(Fold fold) {
        return Journal.open(
                FileSystemDirectory.at(temp),
                new JournalSettings(1_000, 1 << 20, true, null, false),
                fold,
                7,
                JournalLab.ID,
                System::nanoTime,
                new Bell());
    }

    @Test
    void shouldSayThatItWasInterruptedAndKeepTheInterrupt() {
        try (Journal journal = open(new FrameLog())) {
            append(journal, "a", "b");
        }

        assertThatThrownBy(() -> open(new InterruptingFold()))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("Somebody interrupted the thread")
                .hasMessageContaining("nothing is lost. Start the adapter again.")
                .hasMessageNotContaining("set journalDirectory");

        assertThat(Thread.interrupted()).isTrue();
        FrameLog after = new FrameLog();
        open(after).close();
        assertThat(after.topics()).containsExactly("a", "b");
    }

    @Test
    void shouldSayThatTwoSegmentsHaveEachOthersNames() {
        lab.fill(60);
        byte[] second = lab.directory.bytes(SEGMENT_2);
        byte[] third = lab.directory.bytes(SEGMENT_3);
        put(SEGMENT_2, third);
        put(SEGMENT_3, second);
        Map<String, List<Byte>> before = lab.content();

        assertThatThrownBy(lab::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(SEGMENT_2 + " in the journal /simulated is segment 3 of this same journal")
                .hasMessageContaining(SEGMENT_3 + " in turn has this one's name: swap the two.");

        assertThat(lab.content()).isEqualTo(before);
        put(SEGMENT_2, second);
        put(SEGMENT_3, third);
        lab.reopen();
        assertThat(lab.fold().topics()).hasSize(60);
    }

    @Test
    void shouldSayWhichNameASegmentHadBefore() {
        lab.fill(60);
        put(SegmentName.of(99), lab.directory.bytes(SEGMENT_3));
        lab.directory.lose(SEGMENT_3);

        assertThatThrownBy(lab::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(SegmentName.of(99))
                .hasMessageContaining(
                        "is segment 3 of this same journal under a wrong name. Rename it to " + SEGMENT_3);
    }

    @Test
    void shouldSayThatASegmentIsThereTwice() {
        lab.fill(60);
        put(SEGMENT_2, lab.directory.bytes(SEGMENT_3));

        assertThatThrownBy(lab::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(SEGMENT_2)
                .hasMessageContaining("There is a file " + SEGMENT_3 + " too: keep the right one");
    }

    private void put(String name, byte[] bytes) {
        if (lab.directory.list().contains(name)) {
            lab.directory.lose(name);
        }
        lab.directory.put(name, bytes);
    }
}
