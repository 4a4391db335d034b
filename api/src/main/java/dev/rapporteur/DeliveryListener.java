package dev.rapporteur;

/**
 * Is told what became of reports; see {@link ReportConnectionFactory#observe(String, DeliveryListener)}.
 *
 * <p>One event at a time. An event counts as told when the call has returned; when it throws, the same event comes again after a
 * pause (100 ms, doubled up to 10 s), ten times in all. Then it is logged, and the next one comes. Since an event may come twice,
 * let the report's id decide what is new.
 *
 * <p>It may take its time: nothing but later events waits for it.
 */
@FunctionalInterface
public interface DeliveryListener {

    /**
     * Takes an event.
     *
     * @param event what became of a report
     * @throws Exception if it can't be taken now: it comes again
     */
    void on(DeliveryEvent event) throws Exception;
}
