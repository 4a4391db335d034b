package dev.rapporteur.impl.outbound;

/** What the fold tells those who act on it. Called on the journal thread: must not block, must not throw. */
public interface OutboundListener {

    /** The buffer may have something to take that it had not before. */
    void ready(PartitionBuffer buffer);

    /** Reports wait for a topic of which no Route is known. */
    void topicWanted(String topic);
}
