package dev.rapporteur.impl.journal;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests whose journals fail, or are found damaged, all the time: that would fill the log. With {@link ExtendWith}. */
public final class QuietJournal implements BeforeAllCallback, AfterAllCallback {

    /** Held here, so that its level stays. */
    private static final Logger JOURNAL = Logger.getLogger("dev.rapporteur.impl.journal");

    @Override
    public void beforeAll(ExtensionContext test) {
        JOURNAL.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext test) {
        JOURNAL.setLevel(null);
    }
}
