package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal in the real file system whose writes and syncs fail, stall, or do half of their work. */
class SyncFaultTest {

    private static final int EIO = 5;
    /** A journal that takes a fault lightly comes to its end, and is found out, instead of writing on for ever. */
    private static final int END = 50_000;

    private VictimPlan plan;
    private SyscallFaults faults;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        Path place = WorkPlace.fresh("sync-faults");
        plan = VictimPlan.in(place.resolve("journal")).to(END);
        faults = SyscallFaults.compile(place, plan.directory());
    }

    /** "lose": what was written since the last good sync is gone, as when the page cache drops what it calls clean. */
    @ParameterizedTest
    @ValueSource(strings = {"fail", "lose"})
    void shouldAcknowledgeNothingAfterAFailedSync(String action) throws IOException {
        Told told;
        try (VictimProcess victim = start()) {
            victim.awaitAcknowledged(200);
            // Only one fails; those after it succeed, and mean nothing.
            faults.set("sync segment- " + action + " " + EIO + " 2 1");
            faults.awaitHit();
            told = victim.awaitEnd();
        }

        assertThat(told.inDoubt()).as("those that waited for this sync").isNotEmpty();
        assertThat(told.refused()).as("those that came after it").isNotEmpty();
        assertThat(told.acknowledged().lastKey()).isLessThan(told.inDoubt().firstKey());
        assertThat(told.inDoubt().lastKey()).isLessThan(told.refused().firstKey());
        assertThat(told.failure()).contains(plan.directory().toString(), "Input/output error");
        assertThat(told.refused().values())
                .allSatisfy(why -> assertThat(why).contains(plan.directory().toString(), "Input/output error"));
        reopened().assertBearsOut(told);
    }

    @Test
    void shouldFailWhenTheNameOfASegmentCanNotBeSynced() throws IOException {
        Told told;
        try (VictimProcess victim = start()) {
            victim.awaitAcknowledged(50);
            faults.set("syncdir journal fail " + EIO + " 0 1");
            faults.awaitHit();
            told = victim.awaitEnd();
        }

        assertThat(told.failure()).contains(plan.directory().toString(), "Input/output error");
        reopened().assertBearsOut(told);
    }

    @ParameterizedTest
    @CsvSource({
        "5, Input/output error, Check that directory",
        "27, File too large, Raise the limit",
        "28, No space left, Free space",
        "30, Read-only file system, Mount that file system for writing",
        "122, Disk quota exceeded, Free space"
    })
    void shouldFailWhenAWriteFails(int errno, String reason, String remedy) throws IOException {
        Told told;
        try (VictimProcess victim = start()) {
            victim.awaitAcknowledged(200);
            faults.set("write segment- fail " + errno + " 3 -1");
            faults.awaitHit();
            told = victim.awaitEnd();
        }

        assertThat(told.failure()).contains(plan.directory().toString(), reason, remedy);
        reopened().assertBearsOut(told);
    }

    @Test
    void shouldWriteTheRestAfterAShortWrite() throws IOException {
        faults.set("write segment- half 0 0 -1");
        VictimPlan whole = plan.to(400);
        Told told;
        try (VictimProcess victim = VictimProcess.start(whole, List.of(), faults.environment())) {
            told = victim.awaitEnd();
        }

        assertThat(faults.hits()).isNotEmpty();
        assertThat(told.failure()).isNull();
        assertThat(told.acknowledged()).hasSize(400);
        reopened().assertBearsOut(told);
    }

    @Test
    void shouldAcknowledgeNothingSoonerThanASlowSync() throws IOException {
        int delayMs = 50;
        faults.set("sync segment- delay " + delayMs + " 0 -1");
        VictimPlan many = plan.threads(16).to(320);
        Told told;
        try (VictimProcess victim = VictimProcess.start(many, List.of(), faults.environment())) {
            told = victim.awaitEnd();
        }

        assertThat(told.acknowledged()).hasSize(320);
        assertThat(told.acknowledged().values())
                .as("microseconds from append to acknowledgement")
                .allMatch(micros -> micros >= delayMs * 1_000L);
        assertThat(faults.hits()).as("syncs: threads share them").hasSizeLessThan(160);
        reopened().assertBearsOut(told);
    }

    @ParameterizedTest
    @CsvSource({"sync probe, can't be synced", "syncdir journal, can't be", "write probe, can't be written to"})
    void shouldFindOutAtStartThatTheDiskFails(String rule, String step) throws IOException {
        faults.set(rule + " fail " + EIO + " 0 -1");
        Told told;
        try (VictimProcess victim = start()) {
            told = victim.awaitEnd();
        }

        assertThat(faults.hits()).isNotEmpty();
        assertThat(told.shut())
                .contains(step, plan.directory().toString(), "by user", "Input/output error", "Check that directory");
    }

    private VictimProcess start() throws IOException {
        return VictimProcess.start(plan, List.of(), faults.environment());
    }

    private NumberLog reopened() {
        return NumberedFrames.reopen(plan);
    }
}
