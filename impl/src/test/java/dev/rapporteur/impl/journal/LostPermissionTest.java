package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal whose user may not, or may no longer, write into its directory. Root may always, so not as root. */
class LostPermissionTest {

    private static final String REMEDY = "Give that user the right to read and write there";

    private Path place;
    private Unprivileged user;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        place = WorkPlace.fresh("lost-permission");
        user = Unprivileged.find(place);
    }

    @Test
    void shouldNameUserPathAndRemedyWhenItMayNotWriteIntoItsDirectory() throws IOException {
        Path directory = Unprivileged.closed(place.resolve("journal"));

        assertThat(shut(directory)).contains(directory.toString(), "by user \"", "AccessDeniedException", REMEDY);
    }

    @Test
    void shouldNameUserPathAndRemedyWhenItMayNotCreateItsDirectory() throws IOException {
        Path directory = Unprivileged.closed(place.resolve("parent")).resolve("journal");

        assertThat(shut(directory))
                .contains("can't be created", directory.toString(), "by user \"", "AccessDeniedException", REMEDY);
    }

    @Test
    void shouldFailForGoodWhenItMayNoLongerCreateSegments() throws IOException {
        Path open = Unprivileged.permit(Files.createDirectory(place.resolve("parent")), "rwxrwxrwx");
        VictimPlan plan = VictimPlan.in(open.resolve("journal")).waiting();
        Told told;
        try (VictimProcess victim = start(plan)) {
            victim.await("has all its spares", so -> so.opened() && spares(plan) == Reserve.SPARES);
            Unprivileged.permit(plan.directory(), "r-x------");
            Files.createFile(plan.go());
            told = victim.awaitEnd();
        } finally {
            Files.deleteIfExists(plan.go());
            if (Files.exists(plan.directory())) {
                Unprivileged.permit(plan.directory(), "rwx------");
            }
        }

        assertThat(told.failure())
                .contains(
                        "can't be written", plan.directory().toString(), "by user \"", "AccessDeniedException", REMEDY);
        assertThat(told.refused().values()).isNotEmpty().allMatch(why -> why.contains(REMEDY));
        assertThat(told.acknowledged().lastKey()).isLessThan(told.refused().firstKey());
        NumberedFrames.reopen(plan).assertBearsOut(told);
    }

    /** Once it has all, nothing is made until a segment is full: a journal that can't make a spare only takes no reports. */
    private static long spares(VictimPlan plan) {
        try (Stream<Path> files = Files.list(plan.directory())) {
            return files.filter(file -> Reserve.isName(String.valueOf(file.getFileName())))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String shut(Path directory) throws IOException {
        try (VictimProcess victim = start(VictimPlan.in(directory))) {
            String why = victim.awaitEnd().shut();
            assertThat(why).as("why the journal was not opened").isNotNull();
            return String.valueOf(why);
        }
    }

    private VictimProcess start(VictimPlan plan) throws IOException {
        return VictimProcess.start(plan, user.prefix(), Map.of());
    }
}
