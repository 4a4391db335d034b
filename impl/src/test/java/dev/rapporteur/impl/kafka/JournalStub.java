package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.JournalPast;
import dev.rapporteur.impl.dispatch.TransactionalIdLog;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a journal remembers over its openings of transactional ids. */
final class JournalStub implements TransactionalIdLog {

    static final String PROGRESS = "progress";

    private final UUID id = UUID.randomUUID();
    private final List<Integer> used = new CopyOnWriteArrayList<>();
    private final List<Long> incarnations = new CopyOnWriteArrayList<>();

    UUID id() {
        return id;
    }

    /** Opens it again, as after a crash. */
    JournalPast open() {
        long incarnation = 1_000L + incarnations.size();
        incarnations.add(incarnation);
        return new JournalPast(List.copyOf(incarnations), incarnation, false, List.copyOf(used), Set.of());
    }

    /** The numbers of the ids that were ever used. */
    List<Integer> used() {
        return List.copyOf(used);
    }

    @Override
    public Ticket used(int number, int broker) {
        used.add(number);
        return () -> Outcome.NOTED;
    }
}
