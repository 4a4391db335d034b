package dev.rapporteur.impl;

import dev.rapporteur.impl.events.Listeners;
import dev.rapporteur.impl.monitor.ObserverView;
import dev.rapporteur.impl.monitor.ObserversMXBean;
import dev.rapporteur.impl.outbound.Observers;
import java.lang.System.Logger;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Operators' hands on who observes an engine's reports, while it is open. For any thread. */
final class ObserversDesk implements ObserversMXBean {

    private static final Logger LOG = System.getLogger(ObserversDesk.class.getName());

    private final Supplier<Opening> opening;
    private final Listeners listeners;

    ObserversDesk(Supplier<Opening> opening, Listeners listeners) {
        this.opening = opening;
        this.listeners = listeners;
    }

    @Override
    public List<ObserverView> getObservers() {
        Observers observers = opening.get().observers();
        return observers.all().stream()
                .map(one -> new ObserverView(
                        one.name(),
                        listeners.isListening(one.name()),
                        observers.isBehind(one),
                        observers.segmentsBehind(one)))
                .toList();
    }

    @Override
    public void end(@Nullable String name, @Nullable String reason) {
        if (name == null || reason == null || reason.isBlank()) {
            throw new IllegalArgumentException(
                    "Ending an observer needs its name, and a reason, which the log keeps: say"
                            + " why nobody needs its events any more.");
        }
        Opening now = opening.get();
        if (now.observers().of(name) == null) {
            throw new IllegalArgumentException(
                    "Nobody observes as \"" + name + "\" (any more): look at the list again.");
        }
        try {
            listeners.endAbandoned(name, now::keep);
        } catch (IllegalStateException e) { // it may have been kept, and then no other call says why
            LOG.log(
                    Logger.Level.WARNING,
                    "An operator wants observer \"{0}\" ended: {1}. {2}",
                    name,
                    reason,
                    e.getMessage());
            throw e;
        }
        LOG.log(Logger.Level.WARNING, "An operator has ended observer \"{0}\": {1}", name, reason);
    }
}
