package dev.rapporteur.tool;

import dev.rapporteur.impl.tool.OpenJournal;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What all commands have: a journal to work on, and somewhere to say what they found. */
abstract class JournalCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "DIRECTORY",
            description = "The journal's directory: the setting journalDirectory, or a copy of it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Path directory;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    /** Whether there is something in the opened journal that nobody can vouch for. */
    private boolean unvouched;

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    @Override
    public final Integer call() throws Exception {
        if (!Files.isDirectory(directory)) {
            throw new RefusedException(
                    "There is no directory " + directory.toAbsolutePath() + ". Name the journal's directory.");
        }
        try {
            int exit = run();
            return exit == Exit.OK && unvouched ? Exit.PROBLEMS : exit;
        } catch (OutOfMemoryError e) {
            throw new RefusedException("There is not enough memory. Give more, as with java -Xmx2g, and try again.", e);
        } finally {
            err().flush();
            requireWritten();
        }
    }

    /**
     * Sees to it that what was printed has arrived.
     *
     * @throws RefusedException if it can't be printed: then going on is in vain
     */
    void requireWritten() {
        if (out().checkError()) {
            throw new RefusedException(
                    "What was printed could not be written: whoever read it has closed it, or the disk is full. Stopped.");
        }
    }

    /** Says what of an opened journal nobody can vouch for. If there is anything, the command does not end with 0. */
    void tellUnvouched(OpenJournal journal) {
        for (String sentence : journal.unvouched()) {
            unvouched = true;
            err().println("rapporteur-journal: " + sentence);
        }
    }

    /** Does the work. @return the exit code */
    abstract int run() throws Exception;
}
