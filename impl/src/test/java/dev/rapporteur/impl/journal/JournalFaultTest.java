package dev.rapporteur.impl.journal;

import static dev.rapporteur.impl.journal.JournalLab.append;
import static dev.rapporteur.impl.journal.JournalLab.reports;
import static dev.rapporteur.impl.journal.JournalLab.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rapporteur.impl.journal.JournalLab.Lies;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal does when its disk fails, as docs/journal-format.md says: each fault has one outcome. */
class JournalFaultTest {

    private static final String SEGMENT_1 = SegmentName.of(1);
    private static final String SEGMENT_2 = SegmentName.of(2);

    private final JournalLab lab = new JournalLab();

    @Test
    void shouldPassOverATornTailAndKeepItAside() {
        Journal journal = lab.open();
        append(journal, "a");
        append(journal, "b");
        lab.directory.kill();
        lab.flip("b");

        lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a");
        assertThat(lab.fold().quarantined()).isEmpty();
        assertThat(lab.files("torn-" + SEGMENT_1)).hasSize(1);
        assertThat(lab.files(SegmentName.QUARANTINED)).isEmpty();
    }

    @Test
    void shouldTellAFlippedByteInTheLastGroupOfAnIdleJournalFromATornTail() {
        Journal journal = lab.open();
        append(journal, "a", "b");
        lab.idle(journal);
        lab.directory.crash();
        long sequence = lab.flip("b").found().header().sequence();

        Journal again = lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a");
        assertThat(lab.fold().quarantined())
                .extracting(Frame.Quarantined::firstSequence, Frame.Quarantined::lastSequence)
                .containsExactly(tuple(sequence, sequence));
        assertThat(lab.files(SegmentName.QUARANTINED + SEGMENT_1)).hasSize(1);
        assertThat(again.recoveryObstacle()).contains(SegmentName.QUARANTINED + SEGMENT_1);
    }

    @Test
    void shouldQuarantineRotThatLaterFramesProveToHaveBeenDurable() {
        append(lab.open(), "a", "b", "c");
        lab.directory.crash();
        Lies lies = lab.flip("b");

        Journal journal = lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a", "c");
        assertThat(lab.fold().quarantined())
                .containsExactly(new Frame.Quarantined(
                        lies.found().header().sequence(),
                        lies.found().header().sequence(),
                        1,
                        lies.position(),
                        lies.found().end()));
        append(journal, "d");
        assertThat(journal.trouble()).contains("quarantined");
    }

    @Test
    void shouldGiveRecoveryFreeWhenTheQuarantinedFileIsMovedAway() {
        append(lab.open(), "a", "b", "c");
        lab.directory.crash();
        lab.flip("b");
        Journal journal = lab.reopen();

        lab.files(SegmentName.QUARANTINED).forEach(lab.directory::lose);
        lab.pass(2_000);
        journal.turn();

        assertThat(journal.recoveryObstacle()).isNull();
        assertThat(journal.trouble()).isNull();
    }

    @Test
    void shouldReadAMendedSegmentAgainAlsoWhenTheDamagedFrameWasSmallerThanItsNote() {
        append(lab.open(), "a", "b", "c");
        lab.directory.crash();
        lab.flip("b");
        lab.reopen().close();
        lab.loseIndex(SEGMENT_1);

        lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a", "c");
        assertThat(lab.files(SegmentName.QUARANTINED)).hasSize(1);
    }

    @Test
    void shouldNotMissADamagedFrameOfASealedSegmentThatItNeedNotRead() {
        lab.fill(40);
        lab.directory.flip(SEGMENT_1, lab.find("t1").payload(), 0);

        lab.reopen();

        assertThat(lab.fold().topics()).hasSize(40);
    }

    @Test
    void shouldQuarantineRotInASealedSegmentThatMustBeScanned() {
        lab.fill(40);
        lab.flip("t1");
        lab.loseIndex(SEGMENT_1);

        Journal journal = lab.reopen();

        assertThat(lab.fold().topics()).hasSize(40);
        assertThat(lab.fold().quarantined())
                .extracting(Frame.Quarantined::segment)
                .containsExactly(1);
        assertThat(lab.files(SegmentName.QUARANTINED + SEGMENT_1)).hasSize(1);
        append(journal, "more");
    }

    @Test
    void shouldMakeAnIndexAgainThatIsMissingOrHarmed() {
        lab.fill(40);
        lab.loseIndex(SEGMENT_1);
        String second = JournalLab.indexOf(SEGMENT_2);
        lab.directory.flip(second, 40, 1);
        byte[] sound = lab.directory.bytes(second);

        lab.reopen().close();

        assertThat(lab.files(JournalLab.indexOf(SEGMENT_1))).hasSize(1);
        assertThat(lab.directory.bytes(second)).isNotEqualTo(sound);
        assertThat(lab.files(SegmentName.QUARANTINED)).isEmpty();
    }

    @Test
    void shouldMendAHeaderOfASealedSegmentThatMustBeScanned() {
        lab.fill(40);
        lab.directory.flip(SEGMENT_2, 9, 1);
        lab.loseIndex(SEGMENT_2);

        lab.reopen().close();

        assertThat(lab.fold().topics()).hasSize(40);
        assertThat(lab.files(SegmentName.QUARANTINED + SEGMENT_2)).hasSize(1);
        assertThat(SegmentHeader.read(ByteBuffer.wrap(lab.directory.bytes(SEGMENT_2))))
                .isNotNull();
    }

    @Test
    void shouldMendTheHeaderOfTheOnlySegmentByItsSnapshot() {
        Journal journal = lab.open();
        lab.fold().oldestLive(Integer.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            reports(journal, 700);
            journal.turn();
        }
        append(journal, "a", "b");
        lab.idle(journal);
        journal.close();
        loseAllButTheLast();
        lab.directory.flip(lab.lastSegment(), 33, 1);

        lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a", "b");
        assertThat(lab.fold().quarantined())
                .extracting(Frame.Quarantined::from, Frame.Quarantined::to)
                .contains(tuple(0L, (long) SegmentHeader.SIZE));
        assertThat(lab.files(SegmentName.QUARANTINED + lab.segments().get(0))).hasSize(1);
    }

    private void loseAllButTheLast() {
        assertThat(lab.segments()).hasSize(2).doesNotContain(SEGMENT_1);
        String before = lab.segments().get(0);
        lab.directory.lose(before);
        lab.loseIndex(before);
    }

    @Test
    void shouldKeepASegmentFromWhichTheLastOnesSnapshotCanBeTold() {
        Journal journal = lab.open();
        append(journal, "a");
        lab.fold().oldestLive(Integer.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            reports(journal, 700);
            journal.turn();
        }
        journal.close();
        Lies snapshot = lab.frames(lab.lastSegment()).get(0);
        lab.directory.flip(snapshot.segment(), snapshot.payload() + 9, 2);

        lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("a");
        assertThat(lab.files(SegmentName.QUARANTINED + snapshot.segment())).hasSize(1);
    }

    @Test
    void shouldWriteAHarmedSnapshotAnewSoThatALostIndexCanStillBeMade() {
        lab.fill(40);
        String harmed = lab.lastSegment();
        Lies snapshot = lab.frames(harmed).get(0);
        byte[] before = lab.directory.bytes(harmed);
        lab.directory.flip(harmed, snapshot.payload() + 9, 2);

        lab.reopen();

        assertThat(lab.frames(harmed).get(0).found().header().kind()).isEqualTo(FrameCodec.SNAPSHOT);
        assertThat(lab.directory.bytes(harmed)).startsWith(Arrays.copyOf(before, snapshot.payload()));
    }

    @Test
    void shouldRefuseASegmentThatStandsFarFromTheOthers() {
        lab.fill(3);
        lab.directory.put(SegmentName.of(Integer.MAX_VALUE), new byte[0]);

        assertThatThrownBy(lab::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(SegmentName.of(Integer.MAX_VALUE))
                .hasMessageContaining("move it away");
        assertThat(lab.files(SegmentName.QUARANTINED)).isEmpty();
    }

    @Test
    void shouldMendTheSnapshotOfTheVeryFirstSegment() {
        lab.fill(3);
        Lies snapshot = lab.frames(SEGMENT_1).get(0);
        lab.directory.flip(SEGMENT_1, snapshot.payload() + 9, 2);

        lab.reopen();

        assertThat(lab.fold().topics()).containsExactly("t0", "t1", "t2");
        assertThat(lab.files(SegmentName.QUARANTINED + SEGMENT_1)).hasSize(1);
    }

    @Test
    void shouldTakeTheStateFromTheSegmentBeforeWhenASnapshotIsHarmed() {
        lab.fill(40);
        Lies snapshot = lab.frames(lab.lastSegment()).get(0);
        lab.directory.flip(snapshot.segment(), snapshot.payload() + 9, 2);

        lab.reopen();

        assertThat(lab.fold().topics()).hasSize(40);
        assertThat(lab.files(SegmentName.QUARANTINED + snapshot.segment())).hasSize(1);
    }

    @Test
    void shouldNoteThatTheLastSegmentWasRemovedOnceAndUseNoSequenceAgain() {
        lab.fill(40);
        String removed = lab.lastSegment();
        lab.directory.lose(removed);

        Journal journal = lab.reopen();
        assertThat(journal.recoveryObstacle()).contains(removed + ".missing");
        assertThat(lab.fold().quarantined()).singleElement().satisfies(range -> {
            assertThat(range.lastSequence() - range.firstSequence()).isGreaterThan(1_000);
            assertThat(removed).isEqualTo(SegmentName.of(range.segment()));
        });
        long lost = lab.fold().quarantined().get(0).lastSequence();
        append(journal, "after");
        journal.close();
        assertThat(lab.frames(lab.lastSegment()))
                .extracting(lies -> lies.found().header().sequence())
                .last(InstanceOfAssertFactories.LONG)
                .isGreaterThan(lost);

        lab.directory.lose(SegmentName.QUARANTINED + removed + ".missing");
        assertThat(lab.reopen().recoveryObstacle()).isNull();
    }

    @Test
    void shouldNotNoteAMissingSegmentAgainThatAnOperatorHasSeen() {
        lab.fill(40);
        lab.directory.lose(SEGMENT_2);
        lab.reopen().close();
        lab.directory.lose(SegmentName.QUARANTINED + SEGMENT_2 + ".missing");

        assertThat(lab.reopen().recoveryObstacle()).isNull();
    }

    @Test
    void shouldNotTakeACutLastSegmentForATornOne() {
        lab.open().close();
        append(lab.reopen(), "a");
        lab.directory.kill();
        String last = lab.lastSegment();
        lab.directory.cut(last, 900);

        Journal journal = lab.reopen();

        assertThat(journal.recoveryObstacle()).contains(SegmentName.QUARANTINED + last);
        assertThat(lab.fold().quarantined()).extracting(Frame.Quarantined::from).contains(900L);
    }

    @Test
    void shouldUseNoSequenceAgainThatACutSegmentHadUsed() {
        append(lab.open(), "a");
        lab.directory.kill();
        append(lab.reopen(), "b");
        lab.directory.kill();
        Lies cut = lab.find("b");
        lab.directory.cut(cut.segment(), 200);

        Journal journal = lab.reopen();
        append(journal, "c");

        assertThat(lab.find("c").found().header().sequence())
                .isGreaterThan(cut.found().header().sequence());
        journal.close();
        assertThat(lab.reopen().isOpen()).isTrue();
    }

    @Test
    void shouldFailWhenASegmentIsRemovedWhileItIsAtWork() {
        Journal journal = lab.open();
        append(journal, "a");
        lab.directory.lose(lab.lastSegment());
        lab.pass(2_000);

        journal.turn();

        assertThat(journal.failure())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(SEGMENT_1 + " was removed while it was in use");
    }

    @Test
    void shouldOpenOnAFullDiskWhileThereAreSpares() {
        Journal before = lab.open();
        lab.idle(before);
        before.close();
        lab.directory.capacity(lab.directory.used());

        Journal journal = lab.reopen();

        append(journal, "a decision fits");
        assertThat(journal.isOpen()).isTrue();
    }

    @Test
    void shouldRefuseTheOnlySegmentWithoutItsBeginning() {
        lab.open().close();
        lab.reopen().close();
        String only = lab.lastSegment();
        lab.directory.lose(SEGMENT_1);
        lab.loseIndex(SEGMENT_1);
        lab.directory.cut(only, 10);

        assertThatThrownBy(lab::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(only)
                .hasMessageContaining("lost its beginning")
                .hasMessageContaining("nothing was changed");
        assertThat(lab.directory.length(only)).isEqualTo(10);
    }

    @Test
    void shouldRefuseASegmentWithoutItsBeginningWhenTheOneBeforeWasMended() {
        lab.fill(60);
        String last = lab.lastSegment();
        String before = lab.segments().get(lab.segments().size() - 2);
        lab.directory.flip(before, lab.frames(before).get(2).payload(), 3);
        lab.loseIndex(before);
        lab.reopen().close();
        assertThat(lab.files(SegmentName.QUARANTINED + before)).hasSize(1);
        lab.directory.lose(lab.lastSegment());
        lab.loseIndex(last);
        lab.directory.flip(last, lab.frames(last).get(0).payload(), 3);

        assertThatThrownBy(lab::reopen).hasMessageContaining("the segment before it is damaged too");
    }

    @Test
    void shouldRefuseASegmentWithoutItsBeginningEachTimeWhenTheOneBeforeIsDamagedToo() {
        lab.fill(60);
        String last = lab.lastSegment();
        String before = lab.segments().get(lab.segments().size() - 2);
        lab.directory.flip(before, lab.frames(before).get(2).payload(), 3);
        lab.directory.flip(last, lab.frames(last).get(0).payload(), 3);

        Map<String, List<Byte>> content = lab.content();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(lab::reopen).hasMessageContaining("the segment before it is damaged too");
            assertThat(lab.content()).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 1_000})
    void shouldGoOnBehindAnEmptyOrZeroedLastSegment(int length) {
        Journal journal = lab.open();
        for (int i = 0; i < 20; i++) {
            append(journal, "t" + i);
        }
        lab.directory.crash();
        int next = SegmentName.parse(lab.lastSegment()).orElseThrow() + 1;
        lab.directory.put(SegmentName.of(next), new byte[length]);

        Journal again = lab.reopen();
        append(again, "more");
        again.close();
        lab.reopen();

        assertThat(lab.fold().topics()).hasSize(21).contains("t19", "more");
    }

    @Test
    void shouldNoteAMissingSegmentInTheMiddle() {
        lab.fill(60);
        lab.directory.lose(SEGMENT_2);

        Journal journal = lab.reopen();
        append(journal, "more");

        assertThat(lab.fold().quarantined())
                .extracting(Frame.Quarantined::segment)
                .containsExactly(2);
        assertThat(lab.files(SegmentName.QUARANTINED + SEGMENT_2)).hasSize(1);
        assertThat(journal.recoveryObstacle()).contains(SEGMENT_2);
    }

    @Test
    void shouldRefuseAJournalThatHasLostAllItsSegments() {
        lab.open().close();
        lab.segments().forEach(lab.directory::lose);

        assertThatThrownBy(lab::reopen)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("has lost all its segments");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldRewriteWhatAFailedSyncLeftInTheCacheBeforeItAppliesIt(long seed) {
        JournalLab shaky = new JournalLab(seed);
        Journal journal = shaky.open();
        shaky.idle(journal);
        append(journal, "a");
        shaky.directory.failNextSyncs(1);
        Append inDoubt = route(journal, "b");
        journal.turn();
        Append refused = route(journal, "c");

        assertThat(inDoubt.outcome()).isEqualTo(Append.Outcome.IN_DOUBT);
        assertThat(refused.outcome()).isEqualTo(Append.Outcome.REFUSED);
        assertThat(journal.isOpen()).isFalse();
        assertThat(journal.failure())
                .hasMessageContaining("can't be written")
                .hasMessageContaining("Input/output error");
        assertThat(shaky.fold().topics())
                .as("nothing is applied that is not durable")
                .containsExactly("a");

        journal.close();
        shaky.reopen();
        assertThat(shaky.fold().topics())
                .as("read from the cache, and rewritten")
                .containsExactly("a", "b");
        shaky.directory.crash();
        shaky.reopen();
        assertThat(shaky.fold().topics())
                .as("on the disk whatever became of the cache")
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFailForGoodWhenAWriteFails(long seed) {
        JournalLab shaky = new JournalLab(seed);
        Journal journal = shaky.open();
        shaky.idle(journal);
        append(journal, "a");
        shaky.directory.failNextWrites(1);
        Append inDoubt = route(journal, "b");
        journal.turn();
        Append refused = route(journal, "c");

        assertThat(inDoubt.outcome()).isEqualTo(Append.Outcome.IN_DOUBT);
        assertThat(refused.outcome()).isEqualTo(Append.Outcome.REFUSED);
        journal.close();
        append(shaky.reopen(), "d");
        assertThat(shaky.fold().topics()).containsExactly("a", "d");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGoOnWritingAfterShortWrites(long seed) {
        JournalLab choppy = new JournalLab(seed);
        choppy.fill(40);

        choppy.reopen();

        assertThat(choppy.fold().topics()).hasSize(40);
        assertThat(choppy.fold().lastOpenedClean()).isTrue();
    }

    @Test
    void shouldRefuseReportsAndTakeDecisionsWhileTheDiskIsFull() {
        Journal journal = lab.open();
        lab.idle(journal);
        lab.directory.capacity(lab.directory.used());
        Append report = reports(journal, 300);
        for (int i = 0; i < 20 && report.outcome() != Append.Outcome.REFUSED; i++) {
            journal.turn();
            report = reports(journal, 300);
        }

        assertThat(report.cause()).isInstanceOf(JournalFullException.class).hasMessageContaining("No space left");
        assertThat(journal.trouble()).contains("no reports are taken");
        append(journal, "d0", "d1", "d2", "d3");
        assertThat(journal.isOpen()).isTrue();

        lab.directory.capacity(Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            lab.pass(2_000);
            journal.turn();
        }
        Append afterwards = reports(journal, 300);
        journal.turn();
        assertThat(afterwards.outcome()).isEqualTo(Append.Outcome.DONE);
        assertThat(journal.trouble()).isNull();
        journal.close();
        lab.reopen();
        assertThat(lab.fold().topics()).containsExactly("d0", "d1", "d2", "d3");
    }

    @Test
    void shouldKeepOnlyTheLatestFewTornTails() {
        for (int i = 0; i < 8; i++) {
            Journal journal = lab.reopen();
            append(journal, "a" + i, "b" + i);
            lab.directory.kill();
            lab.flip("b" + i);
        }
        lab.reopen();

        assertThat(lab.files("torn-")).hasSizeBetween(1, 4);
        assertThat(lab.fold().topics()).allMatch(topic -> topic.startsWith("a")).hasSize(8);
    }

    @Test
    void shouldIgnoreBytesOfAnIndexThatWasBeingWritten() {
        lab.fill(40);
        String index = JournalLab.indexOf(SEGMENT_1);
        byte[] half = Arrays.copyOf(lab.directory.bytes(index), 30);
        lab.directory.lose(index);
        lab.directory.put(index + ".new", half);

        lab.reopen();

        assertThat(lab.files(index)).containsExactly(index);
        assertThat(lab.fold().topics()).hasSize(40);
    }
}
