package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.Finality;
import dev.rapporteur.impl.dispatch.LinkMarkerWriter;
import dev.rapporteur.impl.dispatch.ProgressPositions;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import java.time.Duration;
import java.util.UUID;

/** What delivery exactly once asks of Kafka for one journal, by clients of its own. */
public final class KafkaProgress implements AutoCloseable {

    /** As many replicas as there are brokers, three at most. */
    private static final short AS_MANY_AS_BROKERS = 0;

    private final KafkaTransactionalLinks links;
    private final AdminAccess admin;
    private final KafkaProgressTopic topic;
    private final KafkaFinality finality;
    private final KafkaFinality watched;
    private final KafkaMarkerReader markers;

    /**
     * For an engine's cluster; the clients are made at the first question.
     *
     * @param progressTopic the name of the topic that holds the markers
     */
    public KafkaProgress(EngineConfig config, UUID journalId, String progressTopic) {
        this.links = new KafkaTransactionalLinks(config, journalId, progressTopic);
        this.admin = new AdminAccess(config);
        this.topic = new KafkaProgressTopic(admin, progressTopic, KafkaProgressTopic.PARTITIONS, AS_MANY_AS_BROKERS);
        this.finality = new KafkaFinality(config, admin);
        this.watched = new KafkaFinality(config);
        this.markers = new KafkaMarkerReader(config, journalId, progressTopic, admin);
    }

    /** Makes transactional links. */
    public TransactionalLink.Factory links() {
        return links;
    }

    /** Who answers where partitions stand. */
    public ProgressPositions.Means means() {
        return new ProgressPositions.Means(
                topic,
                new KafkaCoordinators(admin),
                id -> new KafkaFencing(admin, links, id),
                finality,
                markers,
                new LinkMarkerWriter(links));
    }

    /** For the thread that watches commits. */
    public Finality watched() {
        return watched;
    }

    /** Whoever waits for Kafka is told soon that it does not answer, and nothing is asked any more. Any thread. */
    public void abandon() {
        admin.abandon();
        watched.abandon();
        markers.abandon();
    }

    /**
     * Waits until the threads of all clients have ended, after the close and the last link's end.
     *
     * @return whether they have
     */
    public boolean awaitEnd(Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        return links.awaitEnd(max) && finality.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    /** Does not wait for what is under way. After the threads that ask have ended. */
    @Override
    public void close() {
        admin.close();
        watched.close();
    }
}
