package dev.rapporteur.impl.dispatch;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

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

    /** Of so many that are free one whose coordinator is the broker itself is looked for. */
    private static final int LOOK_AT = 64;

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
     * The lowest that nobody has and whose transactions the broker itself coordinates, so that no other broker that hangs holds them
     * up; if there is none, the lowest that nobody has.
     */
    synchronized Lease take(int broker, Coordinators coordinators) {
        int number = nearest(broker, coordinators).orElseGet(() -> nextFree(0));
        taken.add(number);
        TransactionalIdLog.Ticket ticket = used.get(number);
        if (ticket == null || ticket.outcome() == TransactionalIdLog.Outcome.REFUSED) {
            ticket = log.used(number, broker);
            used.put(number, ticket);
        }
        return new Lease(number, ticket);
    }

    /** Whether another broker coordinates this id's transactions, and one could be taken whose this one does. */
    synchronized boolean hasNearer(String id, int broker, Coordinators coordinators) {
        int present = coordinators.of(id);
        return present != ProgressTopic.NO_BROKER
                && present != broker
                && nearest(broker, coordinators).isPresent();
    }

    private OptionalInt nearest(int broker, Coordinators coordinators) {
        int number = nextFree(0);
        for (int i = 0; i < LOOK_AT; i++) {
            if (coordinators.of(id(number)) == broker) {
                return OptionalInt.of(number);
            }
            number = nextFree(number + 1);
        }
        return OptionalInt.empty();
    }

    private int nextFree(int from) {
        int number = from;
        while (taken.contains(number)) {
            number++;
        }
        return number;
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
