package dev.rapporteur.impl.events;

import dev.rapporteur.impl.journal.EventFollower;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.Observing.Observed;
import dev.rapporteur.impl.outbound.Observers;

/**
 * Where events come from: one opening of the journal.
 *
 * @param journal the open journal
 * @param observers who observes, as its fold says
 */
record Source(Journal journal, Observers observers) {

    EventFollower newFollower() {
        return journal.newFollower();
    }

    /** Notes how far an observer has come; lost in a crash, he is told the last events again. */
    void note(Observed observed) {
        if (observers.of(observed.name()) != null) { // else somebody has ended it meanwhile
            journal.appendLazily(observed);
        }
    }
}
