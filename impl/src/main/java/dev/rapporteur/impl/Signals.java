package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.Assignment;
import dev.rapporteur.impl.events.ConfirmedLog;
import dev.rapporteur.impl.events.Listeners;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.routing.TopicDirectory;
import dev.rapporteur.impl.thread.Bell;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the fold tells to those who act on it. While the journal is being read there is nobody yet; whoever connects
 * them looks for himself first.
 */
final class Signals implements OutboundListener {

    private @Nullable Assignment delivery;
    private @Nullable TopicDirectory topics;
    private @Nullable ReadBack readBack;
    private @Nullable ConfirmedLog confirmed;
    private @Nullable Listeners listeners;
    private final Bell journalBell;
    private @Nullable Bell choosingBell;

    /** Rings this bell when the journal's thread has something to do for the fold. */
    Signals(Bell journalBell) {
        this.journalBell = journalBell;
    }

    /** Before the journal's thread starts. */
    void connect(
            Assignment delivery,
            TopicDirectory topics,
            ReadBack readBack,
            ConfirmedLog confirmed,
            Listeners listeners) {
        this.delivery = delivery;
        this.topics = topics;
        this.readBack = readBack;
        this.confirmed = confirmed;
        this.listeners = listeners;
    }

    /** Rings this bell when partitions are to be chosen; before the journal's thread starts. */
    void connect(Bell choosing) {
        this.choosingBell = choosing;
    }

    @Override
    public void ready(PartitionBuffer buffer) {
        if (delivery != null) {
            delivery.ready(buffer);
        }
        if (confirmed != null) {
            confirmed.ready(buffer);
        }
    }

    @Override
    public void topicWanted(String topic) {
        if (topics != null) {
            topics.follow(topic);
        }
    }

    @Override
    public void hungry(PartitionBuffer buffer) {
        if (readBack != null) {
            readBack.hungry(buffer);
        }
    }

    @Override
    public void choiceWanted() {
        if (choosingBell != null) {
            choosingBell.ring();
        }
    }

    @Override
    public void eventsCame() {
        if (listeners != null) {
            listeners.eventsCame();
        }
    }

    @Override
    public void workWanted() {
        journalBell.ring();
    }
}
