package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the directory while the journal is at work: whether files can still be made there, and whether damaged ones
 * are set aside in it. Looked with by the journal's thread; the findings are for any.
 */
final class DirectoryWatch {

    private static final Logger LOG = System.getLogger(DirectoryWatch.class.getName());

    private final JournalDirectory directory;
    private final Quarantine quarantine;
    private volatile @Nullable String trouble;
    private volatile @Nullable String obstacle;

    DirectoryWatch(JournalDirectory directory, Quarantine quarantine) {
        this.directory = directory;
        this.quarantine = quarantine;
    }

    /** Finds out. What can't be found out is a trouble too. */
    void look() {
        try {
            obstacle = quarantine.obstacle();
            DirectoryProbe.touch(directory);
            say(obstacle);
        } catch (IOException e) {
            say(JournalProblem.of("The journal can make no more files", directory, e)
                    .getMessage());
        }
    }

    private void say(@Nullable String found) {
        if (found != null && !found.equals(trouble)) {
            LOG.log(Logger.Level.ERROR, found);
        }
        trouble = found;
    }

    /** As a sentence; null if all is well. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Why nobody can say which branches are prepared, as a sentence; null if one can. */
    @Nullable
    String obstacle() {
        return obstacle;
    }
}
