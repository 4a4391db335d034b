package dev.rapporteur.impl.dispatch;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The transactional ids of one journal: {@code rapporteur-JOURNAL-N}. Each belongs to one session at a time, and the journal knows
 * of all that were ever used, so that a start can fence them. Safe for any thread.
 */
final class TransactionalIds {

    /** An id that nobody else has. */
    final class Lease {

        private final int number;
        private final TransactionalIdLog.Ticket ticket;

        private Lease(int number, TransactionalIdLog.Ticket ticket) {
            this.number = number;
            this.ticket = ticket;
        }

        String id() {
            return TransactionalIds.this.id(number);
        }

        /** Not to be used before it is noted. */
        TransactionalIdLog.Outcome outcome() {
            return ticket.outcome();
        }

        /** It may be anybody's again. */
        void free() {
            TransactionalIds.this.free(id());
        }
    }

    /** Among the numbers below, besides those that were used, one is looked for that the broker itself coordinates: so they stay few. */
    private static final int LOOK_BELOW = 128;

    private final String prefix;
    private final TransactionalIdLog log;
    private final Map<Integer, TransactionalIdLog.Ticket> used = new TreeMap<>();
    private final Set<Integer> taken = new HashSet<>();

    /**
     * Of a journal.
     *
     * @param prefix what all begin with
     * @param used numbers of those that were used in former openings; none may be taken before it is {@link #free}
     */
    TransactionalIds(String prefix, Collection<Integer> used, TransactionalIdLog log) {
        this.prefix = prefix;
        this.log = log;
        used.forEach(number -> this.used.put(number, () -> TransactionalIdLog.Outcome.NOTED));
        this.taken.addAll(used);
    }

    /**
     * One that nobody has and that the broker itself coordinates, so that no other broker's hanging holds it up: the lowest that was
     * used, else the lowest. If there is none, the lowest that nobody has.
     */
    synchronized Lease take(int broker, Coordinators coordinators) {
        int number = nearest(broker, coordinators).orElseGet(this::lowest);
        taken.add(number);
        TransactionalIdLog.Ticket ticket = used.get(number);
        if (ticket == null || ticket.outcome() == TransactionalIdLog.Outcome.REFUSED) {
            ticket = log.used(number, broker);
            used.put(number, ticket);
        }
        return new Lease(number, ticket);
    }

    /** Whether another broker coordinates this id, and there is a free one that this broker coordinates itself. */
    synchronized boolean hasNearer(String id, int broker, Coordinators coordinators) {
        int present = coordinators.of(id);
        return present != ProgressTopic.NO_BROKER
                && present != broker
                && nearest(broker, coordinators).isPresent();
    }

    private OptionalInt nearest(int broker, Coordinators coordinators) {
        IntStream usedFirst =
                IntStream.concat(used.keySet().stream().mapToInt(Integer::intValue), IntStream.range(0, LOOK_BELOW));
        return usedFirst
                .filter(number -> !taken.contains(number) && coordinators.of(id(number)) == broker)
                .findFirst();
    }

    private int lowest() {
        return IntStream.iterate(0, number -> number + 1)
                .filter(number -> !taken.contains(number))
                .findFirst()
                .orElseThrow();
    }

    /** All of this opening and former ones. */
    synchronized Set<String> all() {
        Set<String> all = new HashSet<>();
        used.keySet().forEach(number -> all.add(id(number)));
        return all;
    }

    /** Its former user can do nothing any more. */
    synchronized void free(String id) {
        taken.removeIf(number -> id(number).equals(id));
    }

    private String id(int number) {
        return prefix + number;
    }
}
