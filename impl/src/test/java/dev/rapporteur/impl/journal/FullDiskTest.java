package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A journal whose disk is full: a small file system of its own where this user may mount one, and a limit for files. */
class FullDiskTest {

    private static final long ROOM = 256 << 10;
    private static final int SEGMENT = 128 << 10;
    private static final int DISK_MEBIBYTES = 16;
    private static final long MAX = 12 << 20;

    @Test
    void shouldKeepWhatWasAcknowledgedWhenTheDiskIsFull() throws Exception {
        try (TinyFileSystem disk = TinyFileSystem.mount("full-disk", DISK_MEBIBYTES)) {
            VictimPlan plan = planOn(disk);
            Told told = writeUntilFull(disk, plan);

            assertThat(told.acknowledged()).isNotEmpty();
            assertThat(told.refused()).isNotEmpty();
            assertThat(told.refused().values())
                    .allSatisfy(why -> assertThat(why).contains(plan.directory().toString(), "Free space"));
            disk.giveRoom(MAX);
            NumberedFrames.reopen(plan).assertBearsOut(told);
        }
    }

    @Test
    void shouldRefuseReportsAndTakeDecisionsWhenTheDiskIsFull() throws Exception {
        try (TinyFileSystem disk = TinyFileSystem.mount("full-disk", DISK_MEBIBYTES)) {
            VictimPlan plan = planOn(disk);
            Told told = writeUntilFull(disk, plan);

            assertThat(told.failure()).as("the journal's failure").isNull();
            assertThat(told.inDoubt()).isEmpty();
            assertThat(told.refused().values())
                    .isNotEmpty()
                    .allSatisfy(why -> assertThat(why)
                            .startsWith(JournalFullException.class.getSimpleName())
                            .contains(plan.directory().toString(), "Free space"));
            assertThat(told.decided()).isEqualTo(told.refused().size());
            disk.giveRoom(MAX);
            NumberedFrames.reopen(plan).assertBearsOut(told);
        }
    }

    @Test
    void shouldNotOpenANewJournalOnAFullDisk() throws Exception {
        try (TinyFileSystem disk = TinyFileSystem.mount("full-disk", DISK_MEBIBYTES)) {
            VictimPlan plan = planOn(disk);
            disk.fillUpTo(0);
            Told told;
            try (VictimProcess victim = VictimProcess.start(plan)) {
                told = victim.awaitEnd();
            }

            assertThat(told.shut()).contains(plan.directory().toString(), "Free space");
        }
    }

    @Test
    void shouldSayThatTheFileSystemIsReadOnly() throws Exception {
        try (TinyFileSystem disk = TinyFileSystem.mount("full-disk", DISK_MEBIBYTES)) {
            VictimPlan plan = planOn(disk);
            NumberedFrames.reopen(plan);
            disk.makeReadOnly();
            Told told;
            try (VictimProcess victim = VictimProcess.start(plan)) {
                told = victim.awaitEnd();
            }

            assertThat(told.shut())
                    .contains(
                            plan.directory().toString(), "Read-only file system", "Mount that file system for writing");
        }
    }

    @Test
    void shouldKeepWhatWasAcknowledgedWhenAFileReachesItsLimit() throws Exception {
        Path place = WorkPlace.fresh("file-limit");
        VictimPlan plan = VictimPlan.in(place.resolve("journal"))
                .bounds(1 << 20, 64 << 20)
                .payloadBytes(4_000);
        Path log = Files.createFile(place.resolve("prlimit.log"));
        LoudSkip.unless(
                WorkPlace.run(log, List.of("prlimit", "--version")) == 0,
                "the limit for the size of files is not tested: there is no prlimit");
        Told told;
        // Its output has the same limit, and needs far less.
        try (VictimProcess victim = VictimProcess.start(plan, List.of("prlimit", "--fsize=200000"), Map.of())) {
            told = victim.awaitEnd();
        }

        assertThat(told.failure() == null ? told.shut() : told.failure())
                .contains(plan.directory().toString(), "File too large", "limit for the size of its files")
                .doesNotContain("Free space");
        NumberedFrames.reopen(plan).assertBearsOut(told);
    }

    @Test
    void shouldRefuseReportsAndTakeDecisionsOverItsCap() throws Exception {
        VictimPlan plan =
                VictimPlan.in(WorkPlace.fresh("over-cap").resolve("journal")).bounds(16 << 10, 256 << 10);
        Told told;
        try (VictimProcess victim = VictimProcess.start(plan)) {
            told = victim.awaitEnd();
        }

        assertThat(told.failure()).as("the journal's failure").isNull();
        assertThat(told.refused().values())
                .isNotEmpty()
                .allSatisfy(why -> assertThat(why)
                        .startsWith(JournalFullException.class.getSimpleName())
                        .contains(plan.directory().toString(), "journalMaxBytes"));
        assertThat(told.decided()).isEqualTo(told.refused().size());
        NumberedFrames.reopen(plan).assertBearsOut(told);
    }

    private static VictimPlan planOn(TinyFileSystem disk) {
        return VictimPlan.in(disk.path().resolve("journal"))
                .bounds(SEGMENT, MAX)
                .payloadBytes(2_000)
                .waiting();
    }

    /** The disk fills up after the journal was opened, and before anything is written. */
    private static Told writeUntilFull(TinyFileSystem disk, VictimPlan plan) throws IOException {
        try (VictimProcess victim = VictimProcess.start(plan)) {
            victim.await("opens", Told::opened);
            disk.fillUpTo(ROOM);
            Files.createFile(plan.go());
            return victim.awaitEnd();
        } finally {
            Files.deleteIfExists(plan.go());
        }
    }
}
