package dev.rapporteur.impl.journal;

import static dev.rapporteur.impl.journal.JournalLab.ID;
import static dev.rapporteur.impl.journal.JournalLab.append;
import static dev.rapporteur.impl.journal.JournalLab.reports;
import static dev.rapporteur.impl.journal.JournalLab.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.thread.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

    private static final String SEGMENT_1 = SegmentName.of(1);

    private final JournalLab lab = new JournalLab();

    @Test
    void shouldReadBackWhatWasAppended() {
        Journal journal = lab.open();
        append(journal, "a", "b");
        journal.close();

        lab.reopen().close();

        assertThat(lab.fold().topics()).containsExactly("a", "b");
        assertThat(lab.fold().lastOpenedClean()).isTrue();
    }

    @Test
    void shouldAcknowledgeOnlyWhatSurvivesACrash() {
        Journal journal = lab.open();
        append(journal, "a");
        Append onItsWay = route(journal, "b");
        assertThat(onItsWay.outcome()).isNull();

        lab.directory.crash();
        lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a");
        assertThat(lab.fold().lastOpenedClean()).isFalse();
    }

    @Test
    void shouldNeverUseASequenceTwiceAfterAnUncleanStop() {
        append(lab.open(), "a");
        long last = lab.find("a").found().header().sequence();
        lab.directory.crash();

        append(lab.reopen(), "b");

        assertThat(lab.find("b").found().header().sequence()).isGreaterThan(last + Recovery.LOST_AT_MOST);
    }

    @Test
    void shouldSyncOnceForAGroup() {
        Journal journal = lab.open();
        lab.idle(journal);
        List<Append> group = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            group.add(route(journal, "t" + i));
        }
        lab.directory.countSyncs();

        journal.turn();

        assertThat(lab.directory.countSyncs()).isEqualTo(1);
        assertThat(group).allMatch(append -> append.outcome() == Append.Outcome.DONE);
    }

    @Test
    void shouldNotSyncWithDurabilityOfTheOperatingSystem() {
        Journal journal = lab.open(new JournalSettings(1_000, 1L << 40, false, null, false));
        lab.idle(journal);
        lab.directory.countSyncs();
        append(journal, "a");
        assertThat(lab.directory.countSyncs()).isZero();

        lab.directory.kill();
        lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a");
    }

    @Test
    void shouldMarkItselfDurableWhenIdle() {
        Journal journal = lab.open();
        append(journal, "a");
        while (journal.turn() == 0) {
            // the spares are made
        }

        long rest = journal.turn();
        lab.pass(11);
        long afterMark = journal.turn();

        assertThat(rest).isBetween(1L, 11L);
        assertThat(afterMark).isGreaterThan(rest);
        assertThat(lab.fold().lastFrame()).isEqualTo(new Frame.DurableMark(false));
    }

    @Test
    void shouldSealFullSegmentsWithAnIndexAndUseDeadOnesAgain() {
        Journal journal = lab.open();
        for (int i = 0; i < 100; i++) {
            append(journal, "t" + i);
        }
        assertThat(lab.segments()).hasSizeGreaterThan(5).contains(SEGMENT_1);
        assertThat(lab.files("segment-")).contains(JournalLab.indexOf(SEGMENT_1));

        lab.fold().oldestLive(Integer.MAX_VALUE);
        append(journal, "last");
        lab.idle(journal);
        journal.close();

        assertThat(lab.segments())
                .as("the last, the kept one, and one sealed since")
                .hasSizeLessThan(4);
        assertThat(lab.files("spare-")).hasSizeBetween(1, Reserve.SPARES);
        lab.reopen();
        assertThat(lab.fold().topics()).hasSize(101);
    }

    @Test
    void shouldNotTakeWhatAnOlderSegmentLeftInItsFileForFramesOfItsOwn() {
        Journal journal = lab.open();
        lab.fold().oldestLive(Integer.MAX_VALUE);
        for (int i = 0; i < 60; i++) {
            assertThat(lab.frames(lab.lastSegment())).isNotEmpty();
            Append large = reports(journal, 700);
            journal.turn();
            assertThat(large.outcome()).isEqualTo(Append.Outcome.DONE);
        }
        append(journal, "a");
        journal.close();

        lab.reopen().close();

        assertThat(lab.fold().topics()).containsExactly("a");
        assertThat(lab.fold().lastOpenedClean()).isTrue();
        assertThat(lab.files("torn-")).isEmpty();
    }

    @Test
    void shouldRefuseReportsOverItsCapAndStillTakeDecisions() {
        Journal journal = lab.open(new JournalSettings(1_000, 8_000, true, null, false));
        Append small = reports(journal, 500);
        Append large = reports(journal, 3_800);
        Append decision = route(journal, "a");
        journal.turn();

        assertThat(small.outcome()).isEqualTo(Append.Outcome.DONE);
        assertThat(large.outcome()).isEqualTo(Append.Outcome.REFUSED);
        assertThat(large.cause())
                .isInstanceOf(JournalFullException.class)
                .hasMessageContaining("of journalMaxBytes 8000 reports may take 4000");
        assertThat(decision.outcome()).isEqualTo(Append.Outcome.DONE);
    }

    @Test
    void shouldRefuseANewJournalWithoutRoomForAllThatItMayGrowTo() {
        lab.directory.capacity(5_000);

        assertThatThrownBy(() -> lab.open(new JournalSettings(1_000, 8_000, true, null, false)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("less than journalMaxBytes 8000");
    }

    @Test
    void shouldRefuseASecondOpening() {
        Journal journal = lab.open();

        assertThatThrownBy(lab::open).isInstanceOf(JournalException.class).hasMessageContaining("is in use");

        append(journal, "a");
    }

    @Test
    void shouldRefuseAnotherJournalThanTheExpectedOne() {
        lab.open().close();
        UUID other = new UUID(9, 9);

        assertThatThrownBy(() -> lab.open(new JournalSettings(1_000, 1L << 40, true, other, false)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("is " + ID)
                .hasMessageContaining("expectedJournalId says " + other);
    }

    @Test
    void shouldRefuseAnEmptyVolumeWhereAJournalIsExpected() {
        assertThatThrownBy(() -> lab.open(new JournalSettings(1_000, 1L << 40, true, ID, false)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("is empty")
                .hasMessageContaining("Mount the right volume");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, SegmentHeader.VERSION + 1})
    void shouldRefuseAnOlderOrNewerFormatAndChangeNothing(int version) {
        lab.open().close();
        byte[] segment = lab.directory.bytes(SEGMENT_1);
        byte[] header = new SegmentHeader(version, 1, ID, 1, 0).toBytes().array();
        System.arraycopy(header, 0, segment, 0, header.length);
        lab.directory.put(SEGMENT_1, segment);
        Map<String, List<Byte>> before = lab.content();

        assertThatThrownBy(lab::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("format version " + version)
                .hasMessageContaining("this adapter reads 4");

        assertThat(lab.content()).isEqualTo(before);
    }

    @Test
    void shouldGoOnWhenTheClockGoesBackwards() {
        Journal journal = lab.open();
        append(journal, "a");
        lab.idle(journal);

        lab.pass(-3_600_000);
        append(journal, "b");
        Append lazy = journal.appendLazily(new Frame.Route("c", 1));
        long rest = journal.turn();
        lab.idle(journal);
        journal.close();
        lab.reopen();

        assertThat(lazy.outcome()).isEqualTo(Append.Outcome.DONE);
        assertThat(rest).isBetween(0L, Turn.UNTIL_RUNG);
        assertThat(lab.fold().topics()).containsExactly("a", "b", "c");
    }
}
