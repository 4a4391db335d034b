package dev.rapporteur.it.told;

import dev.rapporteur.DeliveryEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Remembers what became of reports, and where it was told. */
@ApplicationScoped
public class Ledger {

    private final Map<String, String> fates = new ConcurrentHashMap<>();

    @SuppressWarnings("BanJNDI") // the name is Jakarta EE's
    void delivered(@Observes DeliveryEvent.Delivered event) throws NamingException {
        fates.put(
                event.id().toString(),
                event.topic() + "-" + event.partition() + "@" + event.offset().orElse(-1) + " in "
                        + InitialContext.doLookup("java:module/ModuleName") + " on "
                        + Thread.currentThread().getName());
    }

    /** What became of a report; "nothing" if nothing did. */
    public String fateOf(String id) {
        return fates.getOrDefault(id, "nothing");
    }
}
