package dev.rapporteur.testkit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JVM's archive of the classes of a program that tests start often (JEP 350): with it a start takes a quarter to half less
 * processor time. Made once, by whoever of a build's JVMs comes first; the others don't wait for it, and start without. Safe for
 * use by several threads and JVMs.
 */
public final class ClassArchive {

    /** Runs the program once, so that its JVM writes the archive as it ends. */
    public interface Recording {

        /**
         * Starts the program with this option, and ends it in order.
         *
         * @param option of the JVM
         * @throws Exception if it did not start, or was killed: a JVM would crash of half an archive
         */
        void run(String option) throws Exception;
    }

    /** The system property that asks for archives: they pay where many programs are started. */
    private static final String WANTED = "testkit.sharedClasses";

    private static final String FILE = "classes.jsa";

    private final Path directory;

    /**
     * @param directory of its own, where it lies or is to lie; its parent is there
     */
    public ClassArchive(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** Where it lies, with what the recording has left. */
    public Path directory() {
        return directory;
    }

    /** Whether it is there to be used. */
    public boolean isThere() {
        return Boolean.getBoolean(WANTED) && Files.exists(directory.resolve(FILE));
    }

    /** The option of a JVM that is to use it. */
    public String option() {
        return "-XX:SharedArchiveFile=" + directory.resolve(FILE);
    }

    /** Makes it if archives are wanted and nobody has begun to. What keeps it from being made is told, and costs nothing but time. */
    @SuppressWarnings("CatchingUnchecked") // on purpose: see above
    public void make(Recording recording) {
        if (!Boolean.getBoolean(WANTED)) {
            return;
        }
        try {
            if (isFirst()) {
                Path draft = directory.resolve(FILE + ".draft");
                recording.run("-XX:ArchiveClassesAtExit=" + draft);
                Files.move(draft, directory.resolve(FILE));
            }
        } catch (Exception e) {
            System.out.println("Programs start without " + directory.resolve(FILE) + ": " + e);
        }
    }

    private boolean isFirst() throws IOException {
        try {
            Files.createDirectory(directory);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
