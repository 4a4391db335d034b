package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.halt.HaltPoint;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fences the transactional ids that {@link Questions} wait for, some at a time. For one thread. */
final class Fencings {

    /** Each takes a client with a thread of its own. */
    private static final int AT_ONCE = 16;

    private final Fencing.Factory factory;
    private final Questions questions;
    private final Map<String, Fencing> begun = new HashMap<>();

    Fencings(Fencing.Factory factory, Questions questions) {
        this.factory = factory;
        this.questions = questions;
    }

    /** Whether none is under way. */
    boolean isEmpty() {
        return begun.isEmpty();
    }

    /** Goes on with all; never waits for Kafka. */
    void turn() {
        long pending = begun.keySet().stream().filter(questions::isUndecided).count();
        for (String id : questions.unfenced()) {
            if (!begun.containsKey(id) && pending++ >= AT_ONCE) {
                continue; // when others are done
            }
            Fencing fencing = begun.computeIfAbsent(id, this::begin);
            Fencing.Answer answer = fencing.ask();
            switch (answer.outcome()) {
                case FENCED -> {
                    HaltPoint.AFTER_FENCING.reached();
                    fencing.close();
                    begun.remove(id);
                    questions.fenced(id);
                }
                case DECIDED -> questions.decided(id);
                case PENDING, FAILED -> explain(id, answer.trouble());
            }
        }
    }

    private Fencing begin(String id) {
        HaltPoint.BEFORE_FENCING.reached();
        return factory.begin(id);
    }

    private void explain(String id, @Nullable String trouble) {
        if (questions.isUndecided(id)) {
            questions.explain(
                    id,
                    "Which of its reports Kafka has is not known while transactional id " + id
                            + (trouble == null ? " is being fenced." : " can't be fenced: " + trouble));
        }
    }

    /** Gives up what is under way; returns at once. */
    void close() {
        begun.values().forEach(Fencing::close);
    }
}
