package dev.rapporteur.impl.journal;

import static dev.rapporteur.impl.journal.JournalLab.append;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is let go is announced before, so that first segments which lack for another reason are found. */
class LogStartTest {

    private static final String SEGMENT_1 = SegmentName.of(1);
    private static final String SEGMENT_2 = SegmentName.of(2);

    /** Large enough for a spare to lend something. */
    private static final int SEGMENT_BYTES = 200_000;

    private static final int FORGOTTEN_BYTES = 176;
    /** Kept for a LogStart frame and a mark. */
    private static final int KEPT_BYTES = 56 + 48;

    private final JournalLab lab = new JournalLab();

    @Test
    void shouldNoteFirstSegmentsThatWereRemovedWithTheirIndexes() {
        lab.fill(60);
        long third = lab.frames(SegmentName.of(3)).get(1).found().header().sequence();
        lose(SEGMENT_1);
        lose(SEGMENT_2);

        Journal journal = lab.reopen();
        append(journal, "more");

        assertThat(lab.fold().quarantined())
                .containsExactly(
                        new Frame.Quarantined(1, third - 1, 1, 0, 0), new Frame.Quarantined(1, third - 1, 2, 0, 0));
        assertThat(journal.recoveryObstacle()).contains(SEGMENT_1 + ".missing", SEGMENT_2 + ".missing");
    }

    @Test
    void shouldNoteOnlyWhatWasNotLetGo() {
        lab.fill(60);
        letGoBelow(2).close();
        long second = lab.frames(SEGMENT_2).get(1).found().header().sequence();
        long third = lab.frames(SegmentName.of(3)).get(1).found().header().sequence();
        lose(SEGMENT_2);

        lab.reopen();

        assertThat(lab.fold().quarantined()).containsExactly(new Frame.Quarantined(second, third - 1, 2, 0, 0));
    }

    @Test
    void shouldNoteThemOnceOnly() {
        lab.fill(60);
        lose(SEGMENT_1);
        lab.reopen().close();
        lab.directory.lose(SegmentName.QUARANTINED + SEGMENT_1 + ".missing");

        Journal journal = lab.reopen();

        assertThat(journal.recoveryObstacle()).isNull();
    }

    @Test
    void shouldNotTakeWhatWasLetGoForLost() {
        lab.fill(60);
        Journal journal = letGoBelow(4);
        assertThat(lab.segments()).doesNotContain(SEGMENT_1, SEGMENT_2, SegmentName.of(3));
        journal.close();

        Journal again = lab.reopen();

        assertThat(again.recoveryObstacle()).isNull();
        assertThat(lab.fold().quarantined()).isEmpty();
    }

    @Test
    void shouldLetNothingGoBeforeItIsOnTheDiskThatItMay() {
        lab.fill(60);
        Journal journal = lab.open();
        lab.fold().oldestLive(3);

        append(journal, "announces when it is written");

        assertThat(lab.fold().logStart().segment()).isEqualTo(3);
        assertThat(lab.segments()).contains(SEGMENT_1, SEGMENT_2);
        lab.directory.crash();
        assertThat(lab.reopen().recoveryObstacle()).isNull();
    }

    @Test
    void shouldLetGoWhatACrashKeptFromGoing() {
        lab.fill(60);
        byte[] second = lab.directory.bytes(SEGMENT_2);
        letGoBelow(3);
        lab.directory.kill();
        lab.directory.put(SEGMENT_2, second); // as if it had not gone yet; its index goes first

        Journal journal = lab.reopen();
        lab.fold().oldestLive(3);
        append(journal, "more");
        lab.idle(journal);

        assertThat(lab.files(SegmentName.QUARANTINED)).isEmpty();
        assertThat(lab.segments()).doesNotContain(SEGMENT_2);
    }

    @Test
    void shouldSetASegmentAsideThatIsBackAfterTheLogWentOnWithoutIt() {
        lab.fill(60);
        byte[] first = lab.directory.bytes(SEGMENT_1);
        lose(SEGMENT_1);
        lab.reopen().close();
        letGoBelow(3).close();
        lab.directory.put(SEGMENT_1, first);

        lab.reopen();

        assertThat(lab.segments()).doesNotContain(SEGMENT_1);
        assertThat(lab.directory.bytes(SegmentName.QUARANTINED + SEGMENT_1)).isEqualTo(first);
    }

    @Test
    void shouldNotReadASegmentThatHasGoneInOrderAndWasBroughtBack() {
        lab.fill(60);
        byte[] first = lab.directory.bytes(SEGMENT_1);
        letGoBelow(3).close();
        lab.directory.put(SEGMENT_1, first);

        lab.reopen().close();
        assertThat(lab.directory.list())
                .as("an index is made of what is read")
                .contains(SEGMENT_1)
                .doesNotContain(JournalLab.indexOf(SEGMENT_1));
        Journal journal = letGoBelow(3);

        assertThat(lab.segments()).doesNotContain(SEGMENT_1);
        assertThat(journal.recoveryObstacle()).isNull();
    }

    @Test
    void shouldTakeARestoredSegmentBackWhileTheLogStartsBeforeIt() {
        lab.fill(60);
        byte[] first = lab.directory.bytes(SEGMENT_1);
        lose(SEGMENT_1);
        lab.reopen().close();
        lab.directory.put(SEGMENT_1, first);
        lab.directory.lose(SegmentName.QUARANTINED + SEGMENT_1 + ".missing");

        Journal journal = lab.reopen();

        assertThat(lab.segments()).contains(SEGMENT_1);
        assertThat(journal.recoveryObstacle()).isNull();
    }

    @Test
    void shouldGetFreeOnAFullDiskWithoutASpare() {
        Journal journal = lab.open(new JournalSettings(SEGMENT_BYTES, 1L << 40, true, null, false));
        lab.idle(journal);
        lab.directory.capacity(lab.directory.used());
        Frame.BranchForgotten forgotten = new Frame.BranchForgotten(new BranchXid(1, new byte[64], new byte[64]));
        while (!lab.files("spare-").isEmpty() || room() >= FORGOTTEN_BYTES + KEPT_BYTES) {
            Append append = journal.append(forgotten);
            journal.turn();
            assertThat(append.outcome()).isEqualTo(Append.Outcome.DONE);
        }
        int before = lab.segments().size();
        lab.fold().oldestLive(Integer.MAX_VALUE);

        lab.idle(journal);
        append(journal, "fits again");

        assertThat(lab.segments()).hasSizeLessThan(before);
    }

    /** Opens it and works until the segments below this one have gone. */
    private Journal letGoBelow(int live) {
        Journal journal = lab.reopen();
        lab.fold().oldestLive(live);
        append(journal, "works");
        append(journal, "on");
        lab.idle(journal);
        return journal;
    }

    /** Bytes that the last segment takes before the next one is needed. */
    private long room() {
        List<JournalLab.Lies> frames = lab.frames(lab.lastSegment());
        return Math.min(lab.directory.length(lab.lastSegment()), SEGMENT_BYTES)
                - frames.get(frames.size() - 1).found().end();
    }

    private void lose(String segment) {
        lab.directory.lose(segment);
        lab.loseIndex(segment);
    }
}
