package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final JournalSettings SMALL = new JournalSettings(1_000, 1L << 40, true, null);
    private static final UUID ID = new UUID(1, 2);
    private static final String SEGMENT_1 = SegmentName.of(1);

    private final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));
    private FrameLog fold = new FrameLog();
    private long nanos;

    @Test
    void shouldReadBackWhatWasAppended() {
        Journal journal = open();
        append(journal, "a", "b");
        journal.close();

        reopen().close();

        assertThat(fold.topics()).containsExactly("a", "b");
        assertThat(fold.lastOpenedClean()).isTrue();
    }

    @Test
    void shouldAcknowledgeOnlyWhatSurvivesACrash() {
        Journal journal = open();
        append(journal, "a");
        Append onItsWay = journal.append(new Frame.Route("b", 1));
        assertThat(onItsWay.outcome()).isNull();

        directory.crash();
        reopen();

        assertThat(fold.topics()).containsExactly("a");
        assertThat(fold.lastOpenedClean()).isFalse();
    }

    @Test
    void shouldSyncOnceForAGroup() {
        Journal journal = open();
        List<Append> group = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            group.add(journal.append(new Frame.Route("t" + i, 1)));
        }
        directory.countSyncs();

        journal.turn();

        assertThat(directory.countSyncs()).isEqualTo(1);
        assertThat(group).allMatch(append -> append.outcome() == Append.Outcome.DONE);
    }

    @Test
    void shouldFailForGoodWhenASyncFails() {
        Journal journal = open();
        append(journal, "a");
        directory.failNextSyncs(1);
        Append inDoubt = journal.append(new Frame.Route("b", 1));
        journal.turn();
        Append refused = journal.append(new Frame.Route("c", 1));

        assertThat(inDoubt.outcome()).isEqualTo(Append.Outcome.IN_DOUBT);
        assertThat(refused.outcome()).isEqualTo(Append.Outcome.REFUSED);
        assertThat(journal.isOpen()).isFalse();
        assertThat(journal.failure())
                .hasMessageContaining("can't be written")
                .hasMessageContaining("Input/output error");
        assertThat(fold.topics()).as("nothing is applied that is not durable").containsExactly("a");
    }

    @Test
    void shouldMarkItselfDurableWhenIdle() {
        Journal journal = open();
        append(journal, "a");

        long rest = journal.turn();
        nanos += 11_000_000;
        long afterMark = journal.turn();

        assertThat(rest).isBetween(1L, 11L);
        assertThat(afterMark).isEqualTo(Turn.UNTIL_RUNG);
        assertThat(fold.lastFrame()).isEqualTo(new Frame.DurableMark(false));
    }

    @Test
    void shouldSealFullSegmentsAndDeleteDeadOnes() {
        Journal journal = open();
        for (int i = 0; i < 100; i++) {
            append(journal, "t" + i);
        }
        assertThat(segments()).hasSizeGreaterThan(5).contains(SEGMENT_1);

        fold.oldestLive(Integer.MAX_VALUE);
        append(journal, "last");
        journal.close();

        assertThat(segments()).hasSize(1);
        assertThat(journal.bytes()).isEqualTo(directory.length(segments().get(0)));
        reopen();
    }

    @Test
    void shouldCutATornTailAndKeepItAside() {
        append(open(), "a", "b");
        int whole = directory.length(SEGMENT_1);
        directory.cut(SEGMENT_1, whole - 9);
        directory.crash();

        reopen();

        assertThat(fold.topics()).containsExactly("a");
        assertThat(directory.list()).anyMatch(name -> name.startsWith("torn-" + SEGMENT_1));
    }

    @Test
    void shouldRefuseRotThatLaterFramesProveToHaveBeenDurable() {
        Journal journal = open();
        append(journal, "a");
        int endOfA = directory.length(SEGMENT_1);
        append(journal, "b");
        directory.crash();
        directory.flip(SEGMENT_1, endOfA - 9, 3);

        assertThatThrownBy(this::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(SEGMENT_1)
                .hasMessageContaining("damaged at byte")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void shouldRefuseRotInASealedSegment() {
        Journal journal = open();
        for (int i = 0; i < 40; i++) {
            append(journal, "t" + i);
        }
        journal.close();
        directory.flip(SEGMENT_1, directory.length(SEGMENT_1) - 9, 0);

        assertThatThrownBy(this::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(SEGMENT_1)
                .hasMessageContaining("damaged");
    }

    @Test
    void shouldRefuseAJournalThatLacksASegment() {
        Journal journal = open();
        for (int i = 0; i < 60; i++) {
            append(journal, "t" + i);
        }
        journal.close();
        directory.lose(SegmentName.of(2));

        assertThatThrownBy(this::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("lacks " + SegmentName.of(2));
    }

    @Test
    void shouldRefuseAJournalThatHasLostAllItsSegments() {
        open().close();
        segments().forEach(directory::lose);

        assertThatThrownBy(this::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("has lost all its segments");
    }

    @Test
    void shouldRefuseAnOnlySegmentWithoutItsBeginning() {
        open().close();
        directory.cut(SEGMENT_1, 10);

        assertThatThrownBy(this::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("its beginning is gone");
        assertThat(directory.length(SEGMENT_1)).isEqualTo(10);
    }

    @Test
    void shouldTakeAnEmptyLastSegmentForACrashWhileItWasMade() {
        Journal journal = open();
        for (int i = 0; i < 20; i++) {
            append(journal, "t" + i);
        }
        directory.crash();
        int next = segments().size() + 1;
        directory.put(SegmentName.of(next), new byte[0]);

        reopen();

        assertThat(fold.topics()).hasSize(20);
    }

    @Test
    void shouldRefuseReportsOverItsCapAndStillTakeDecisions() {
        Journal journal = open(new JournalSettings(1_000, 4_000, true, null));
        Append large = journal.append(new Frame.Reports(new ReportBlock(new byte[3_000], 0, 3_000)));
        Append decision = journal.append(new Frame.Route("a", 1));
        journal.turn();

        assertThat(large.outcome()).isEqualTo(Append.Outcome.REFUSED);
        assertThat(large.cause()).isInstanceOf(JournalFullException.class).hasMessageContaining("journalMaxBytes 4000");
        assertThat(decision.outcome()).isEqualTo(Append.Outcome.DONE);
    }

    @Test
    void shouldRefuseAnotherJournalThanTheExpectedOne() {
        open().close();
        UUID other = new UUID(9, 9);

        assertThatThrownBy(() -> open(new JournalSettings(1_000, 1L << 40, true, other)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("is " + ID)
                .hasMessageContaining("expectedJournalId says " + other);
    }

    @Test
    void shouldRefuseAnEmptyVolumeWhereAJournalIsExpected() {
        assertThatThrownBy(() -> open(new JournalSettings(1_000, 1L << 40, true, ID)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("is empty")
                .hasMessageContaining("Mount the right volume");
    }

    @Test
    void shouldRefuseANewerFormat() throws IOException {
        open().close();
        directory.put(SEGMENT_1, new SegmentHeader(2, 1, ID, 1).toBytes().array());
        directory.put(SegmentName.of(2), new byte[0]);

        assertThatThrownBy(this::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("format version 2")
                .hasMessageContaining("this adapter reads 1");
    }

    private Journal open() {
        return open(SMALL);
    }

    private Journal open(JournalSettings settings) {
        return Journal.open(directory, settings, fold, 7, ID, () -> nanos, new Bell());
    }

    private Journal reopen() {
        fold = new FrameLog();
        return open();
    }

    private static void append(Journal journal, String... topics) {
        for (String topic : topics) {
            Append append = journal.append(new Frame.Route(topic, 1));
            journal.turn();
            assertThat(append.outcome()).isEqualTo(Append.Outcome.DONE);
        }
    }

    private List<String> segments() {
        return directory.list().stream()
                .filter(name -> SegmentName.parse(name).isPresent())
                .sorted()
                .toList();
    }
}
