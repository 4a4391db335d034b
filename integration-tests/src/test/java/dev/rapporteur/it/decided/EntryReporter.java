package dev.rapporteur.it.decided;

import dev.rapporteur.it.app.Sender;
import jakarta.inject.Inject;
import jakarta.persistence.PostPersist;

/** Reports entries when they are flushed, which may be as late as the transaction's completion. */
public class EntryReporter {

    @Inject
    private Sender sender;

    @PostPersist
    void written(Entry entry) {
        sender.send(entry.topic(), entry.text());
    }
}
