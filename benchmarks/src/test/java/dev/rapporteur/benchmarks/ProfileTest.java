package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.benchmarks.Profile.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether samples count for whose code they were in. */
class ProfileTest {

    private static final String CALLER = "[EE-ManagedThread tid=1];dev/rapporteur/benchmarks/decided/Caller.run;";

    @TempDir
    private Path directory;

    @Test
    void shouldCountASampleForTheInnermostFrameOfSomebodys() throws Exception {
        Path stacks = write(
                CALLER
                        + "com/arjuna/ats/Commit.commit;dev/rapporteur/impl/journal/Append.await;jdk/internal/Park.park 6",
                CALLER + "com/arjuna/ats/Log.write;java/io/FileDescriptor.sync 3",
                CALLER + "java/lang/Thread.sleep 1");

        Profile profile = Profile.read(stacks, Look.CALLERS);

        assertThat(profile.share(Layer.JOURNAL)).isEqualTo(0.6);
        assertThat(profile.share(Layer.TRANSACTIONS)).isEqualTo(0.3);
        assertThat(profile.share(Layer.SERVER)).isEqualTo(0.1); // the application's own frame
        assertThat(profile.share(Layer.DRIVER)).isZero();
    }

    @Test
    void shouldCountCallersAlone() throws Exception {
        Path stacks = write(
                CALLER + "org/postgresql/Stream.read 1",
                "[rapporteur-journal-x tid=2];dev/rapporteur/impl/journal/Journal.write 9");

        assertThat(Profile.read(stacks, Look.CALLERS).share(Layer.DRIVER)).isEqualTo(1);
        assertThat(Profile.read(stacks, Look.PROCESSORS).share(Layer.JOURNAL)).isEqualTo(0.9);
    }

    @Test
    void shouldTellTheJournalsSyncsFromItsRests() throws Exception {
        Path stacks = write(
                "[rapporteur-journal-rapporteur tid=2];dev/rapporteur/impl/journal/Log.sync;sun/nio/ch/FileDispatcherImpl.force0 1",
                "[rapporteur-journal-rapporteur tid=2];dev/rapporteur/impl/journal/Log.sync;sun/nio/ch/UnixFileDispatcherImpl.force0 1",
                "[rapporteur-journal-rapporteur tid=2];dev/rapporteur/impl/thread/Bell.rest;jdk/internal/Park.park 1",
                "[rapporteur-journal-other tid=4];dev/rapporteur/impl/thread/Bell.rest;jdk/internal/Park.park 5",
                "[rapporteur-journal-rapporteur tid=2];dev/rapporteur/impl/journal/Journal.write 1");

        Profile profile = Profile.read(stacks, Look.JOURNAL);

        assertThat(profile.share(Layer.SYNC)).isEqualTo(0.5);
        assertThat(profile.share(Layer.REST)).isEqualTo(0.25);
        assertThat(profile.share(Layer.JOURNAL)).isEqualTo(0.25);
    }

    @Test
    void shouldKnowCompilersAndCollectorByTheirThreads() throws Exception {
        Path stacks = write("[C2 CompilerThre tid=3];Compile::run 3", "[GC Thread#0 tid=4];Mark::run 1");

        assertThat(Profile.read(stacks, Look.PROCESSORS).share(Layer.COMPILER)).isEqualTo(1);
    }

    private Path write(String... lines) throws Exception {
        return Files.write(directory.resolve("stacks"), List.of(lines));
    }
}
