package dev.rapporteur.impl.outbound;

import java.util.function.Consumer;

/** What the fold tells those who act on it. Called on the journal thread: must not block, must not throw. */
public interface OutboundListener {

    /** The buffer may have something to take that it had not before. */
    void ready(PartitionBuffer buffer);

    /** Reports wait for a topic of which no Route is known. */
    void topicWanted(String topic);

    /** The buffer has reports that are only in the journal, and room for them. Called by whoever takes from it, too. */
    void hungry(PartitionBuffer buffer);

    /** The journal's thread has something to do for the fold, see {@link dev.rapporteur.impl.journal.Fold#work}. */
    void workWanted();

    /** Reports wait until a partition is chosen for each of them, and its topic's count is known: see {@link Choosing}. */
    default void choiceWanted() {}

    /** There is something to tell observers. */
    default void eventsCame() {}

    /** Nobody is told. */
    OutboundListener NONE = ofHungry(buffer -> {});

    /** For those who look for themselves what is ready and what is to be done: told only of buffers that are hungry. */
    static OutboundListener ofHungry(Consumer<PartitionBuffer> hungry) {
        return new OutboundListener() {
            @Override
            public void ready(PartitionBuffer buffer) {}

            @Override
            public void topicWanted(String topic) {}

            @Override
            public void hungry(PartitionBuffer buffer) {
                hungry.accept(buffer);
            }

            @Override
            public void workWanted() {}
        };
    }
}
