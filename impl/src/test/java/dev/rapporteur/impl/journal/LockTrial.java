package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that tries to take a journal's directory: exits with 0 if it gets it, with 3 if it is refused. */
final class LockTrial {

    static final int REFUSED = 3;

    private LockTrial() {}

    public static void main(String[] arguments) throws IOException {
        try {
            FileSystemDirectory.at(Path.of(arguments[0])).lock();
        } catch (JournalException e) {
            System.exit(REFUSED);
        }
    }
}
