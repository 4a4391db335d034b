package dev.rapporteur.it.bed;

import dev.rapporteur.it.app.Marks;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic of one test's own, and what arrived there.
 *
 * <p>That something does not arrive can't be waited for. So each look at a topic sends marks behind what was
 * sent before, one to each partition, and reads until they are there: the journal keeps the order.
 */
public record Topic(KafkaCluster kafka, String name, int partitions) {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final Duration READ = Duration.ofSeconds(20);
    private static final String MARK = "mark ";
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** A name that no other test uses; the topic itself is not created. */
    public static Topic named(KafkaCluster kafka, String stem, int partitions) {
        return new Topic(kafka, stem + "-" + COUNT.incrementAndGet(), partitions);
    }

    /** A new topic. */
    public static Topic create(KafkaCluster kafka, String stem, int partitions) {
        Topic topic = named(kafka, stem, partitions);
        topic.create();
        return topic;
    }

    /** Creates it now. */
    public void create() {
        create(Map.of());
    }

    /** Creates it now, with settings of its own. */
    public void create(Map<String, String> settings) {
        kafka.createTopic(name, partitions, settings);
    }

    /**
     * All that has arrived of what any application of this journal sent before this call. The records of one
     * partition are in their order.
     *
     * @param app sends the marks
     */
    public List<Arrival> arrived(App app) {
        String mark = newMark();
        app.call(Marks.class, "set", name, partitions, mark);
        return readUntil(mark);
    }

    /** A text that no record of another look bears. */
    public static String newMark() {
        return MARK + UUID.randomUUID();
    }

    /** All that has arrived when each partition has this mark. */
    public List<Arrival> readUntil(String mark) {
        List<Arrival> arrivals = new ArrayList<>();
        Set<Integer> marked = new HashSet<>();
        try (TopicReader reader = new TopicReader(kafka.bootstrapServers(), name)) {
            Await.until("marks of " + partitions + " partitions in " + name, ARRIVAL, () -> {
                for (ConsumerRecord<byte[], byte[]> received : reader.readToEnd(READ)) {
                    Arrival arrival = Arrival.of(received);
                    if (mark.equals(arrival.payload())) {
                        marked.add(arrival.partition());
                    } else if (!isMark(arrival.payload())) {
                        arrivals.add(arrival);
                    }
                }
                return marked.size() == partitions;
            });
        }
        return arrivals;
    }

    private static boolean isMark(@Nullable String payload) {
        return payload != null && payload.startsWith(MARK);
    }

    /** Its name, so that it can be handed to an application. */
    @Override
    public String toString() {
        return name;
    }
}
