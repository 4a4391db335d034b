package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.thread.TurnThread;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes links by the Java client, and sees their threads off. Safe for any thread. */
public final class KafkaLinks implements BrokerLink.Factory {

    private final EngineConfig config;
    private final Set<Thread> ending = ConcurrentHashMap.newKeySet();

    /** For an engine's cluster. */
    public KafkaLinks(EngineConfig config) {
        this.config = config;
    }

    @Override
    public BrokerLink open() {
        ending.removeIf(thread -> !thread.isAlive());
        return new KafkaBrokerLink(ClientSettings.producer(config), ending::add);
    }

    /**
     * Waits until the threads of all abandoned links have ended.
     *
     * @return whether they have
     */
    public boolean awaitEnd(Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        for (Thread thread : ending) {
            TurnThread.awaitEnd(thread, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        ending.removeIf(thread -> !thread.isAlive());
        return ending.isEmpty();
    }
}
