package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.Dispatcher;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.routing.TopicDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the fold tells to those who act on it. While the journal is being read there is nobody yet; whoever connects
 * them looks for himself first.
 */
final class Signals implements OutboundListener {

    private @Nullable Dispatcher dispatcher;
    private @Nullable TopicDirectory topics;

    /** Before the journal's thread starts. */
    void connect(Dispatcher dispatcher, TopicDirectory topics) {
        this.dispatcher = dispatcher;
        this.topics = topics;
    }

    @Override
    public void ready(PartitionBuffer buffer) {
        if (dispatcher != null) {
            dispatcher.ready(buffer);
        }
    }

    @Override
    public void topicWanted(String topic) {
        if (topics != null) {
            topics.follow(topic);
        }
    }
}
