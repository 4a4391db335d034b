package dev.rapporteur.impl.routing;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.Routes;
import dev.rapporteur.impl.routing.ClusterDirectory.Absent;
import dev.rapporteur.impl.routing.ClusterDirectory.Present;
import dev.rapporteur.impl.routing.ClusterDirectory.Sighting;
import dev.rapporteur.impl.routing.ClusterDirectory.Unclear;
import dev.rapporteur.impl.routing.ClusterDirectory.UnreachableException;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the cluster's topics, kept fresh by the metadata thread: every 30 s; at once, then with growing
 * pauses, while something that reports wait for is not there.
 *
 * <p>Partition counts become true only as Route frames ({@link RouteLog}, {@link Routes}), and only upward; a lower count
 * is an obstacle and not a route. Readers take no lock; only {@link #partitionsFor} waits, for a topic not known yet.
 */
public final class TopicDirectory implements Turn {

    private static final Logger LOG = System.getLogger(TopicDirectory.class.getName());

    private static final long REFRESH_MS = 30_000;
    private static final long TOGETHER_MS = 1_000;
    private static final long ASK_AT_MOST_EVERY_MS = 100;
    private static final long PAUSE_MS = 100;
    private static final long PAUSE_MAX_MS = 5_000;
    private static final long FORGET_AFTER_MS = 60_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final ClusterDirectory cluster;
    private final Routes routes;
    private final RouteLog routeLog;
    private final boolean createMissing;
    private final LongSupplier clockMs;
    private final Bell bell;
    private final Runnable seen;

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private volatile @Nullable String trouble;
    private volatile boolean stopping;
    private long notBeforeMs;

    /**
     * Knows nothing at first.
     *
     * @param createMissing whether topics that reports go to are created, if they were never seen
     * @param clockMs monotonic milliseconds
     * @param bell rung when there is something to ask
     * @param seen told when the cluster has answered; must not block
     */
    public TopicDirectory(
            ClusterDirectory cluster,
            Routes routes,
            RouteLog routeLog,
            boolean createMissing,
            LongSupplier clockMs,
            Bell bell,
            Runnable seen) {
        this.cluster = cluster;
        this.routes = routes;
        this.routeLog = routeLog;
        this.createMissing = createMissing;
        this.clockMs = clockMs;
        this.bell = bell;
        this.seen = seen;
        this.notBeforeMs = clockMs.getAsLong();
    }

    /** Reports go to this topic, or wait for it: know it, from now on. Any thread; doesn't block. */
    public void follow(String topic) {
        if (topic(topic).follow()) {
            bell.ring();
        }
    }

    /**
     * The topic's partitions, from 0 upward: what is known, else what Kafka answers within 5 s.
     *
     * @throws NotAvailableException if nothing is known and Kafka doesn't answer, or says that there is no such topic
     */
    public List<Integer> partitionsFor(String topic) {
        int count = routes.partitionCount(topic);
        if (count == 0) {
            count = ask(topic);
        }
        return IntStream.range(0, count).boxed().toList();
    }

    /** The topic's max.message.bytes; {@link Integer#MAX_VALUE} as long as Kafka has not told it. */
    public int maxMessageBytes(String topic) {
        return sighting(topic) instanceof Present present
                ? present.maxMessageBytes().orElse(Integer.MAX_VALUE)
                : Integer.MAX_VALUE;
    }

    /**
     * Why this partition can't be sent to, as the cluster was last seen; null if nothing is known against it.
     *
     * @param from whose reports go there
     */
    public @Nullable String obstacle(PartitionId from, PartitionId partition) {
        Sighting sighting = sighting(partition.topic());
        if (sighting instanceof Absent absent) {
            return absent.reason() + " Its reports wait.";
        }
        if (isGone(partition) && sighting instanceof Present present) {
            return "Topic \"" + partition.topic() + "\" has " + present.partitions() + " partitions, and no partition "
                    + partition.number()
                    + " any more. What goes there waits until it has: add partitions, or map partition "
                    + from.number() + " to another one (mapPartition of the management bean HeldPartitions).";
        }
        return null;
    }

    /** Whether the topic is there and has no such partition (any more); not while it is not known, or the topic is not there. */
    public boolean isGone(PartitionId partition) {
        return sighting(partition.topic()) instanceof Present present && present.partitions() <= partition.number();
    }

    /** The id of the broker that leads the partition, as the cluster was last seen; {@link ClusterDirectory#NO_LEADER}. */
    public int leader(PartitionId partition) {
        return sighting(partition.topic()) instanceof Present present && partition.number() < present.partitions()
                ? present.leaders().get(partition.number())
                : ClusterDirectory.NO_LEADER;
    }

    /** Something is wrong with sending there: look soon whether the topic is still what it was. Any thread; doesn't block. */
    public void recheck(PartitionId partition) {
        Topic topic = topics.get(partition.topic());
        if (topic != null && topic.doubt()) {
            bell.ring();
        }
    }

    /** Why the cluster can't be asked, as a sentence; null if it could be. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** What is wrong with topics that reports go to, each a sentence, by topic; but for those that {@link #shrunk} names. */
    public List<String> troubles() {
        Map<String, String> byTopic = new TreeMap<>();
        for (Topic topic : topics.values()) {
            String wrong = missing(topic);
            if (wrong != null) {
                byTopic.put(topic.name(), wrong);
            }
        }
        return List.copyOf(byTopic.values());
    }

    /** What is wrong with this topic that reports go to, as a sentence; null if nothing is known to be. */
    public @Nullable String trouble(String name) {
        Topic topic = topics.get(name);
        return topic == null ? null : trouble(topic);
    }

    private @Nullable String trouble(Topic topic) {
        int known = routes.partitionCount(topic.name());
        if (topic.sighting() instanceof Present present && present.partitions() < known) {
            return "Topic \"" + topic.name() + "\" has " + present.partitions() + " partitions and had " + known
                    + ": reports go on by the old count, those of the missing partitions wait. Add partitions.";
        }
        return missing(topic);
    }

    private static @Nullable String missing(Topic topic) {
        if (topic.followed() && topic.sighting() instanceof Absent absent) {
            return absent.reason();
        }
        return topic.followed() && topic.sighting() instanceof Unclear unclear ? unclear.reason() : null;
    }

    /** Asks the cluster about a topic that reports go to at once, in place of pausing. Any thread; doesn't block. */
    public void lookNow(String name) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.ask(clockMs.getAsLong());
            bell.ring();
        }
    }

    /** The topics that have fewer partitions than a Route frame says, each with how many it has. Any thread. */
    public Map<String, Integer> shrunk() {
        Map<String, Integer> shrunk = new TreeMap<>();
        for (Topic topic : topics.values()) {
            if (topic.sighting() instanceof Present present
                    && present.partitions() < routes.partitionCount(topic.name())) {
                shrunk.put(topic.name(), present.partitions());
            }
        }
        return shrunk;
    }

    /** How many partitions the topic has, as the cluster was last seen; 0 if it was not seen, or has none. Any thread. */
    public int present(String topic) {
        return sighting(topic) instanceof Present present ? present.partitions() : 0;
    }

    /** The next turn is the last. */
    public void stop() {
        stopping = true;
        cluster.abandon();
        bell.ring();
    }

    @Override
    public long turn() {
        if (stopping) {
            cluster.close();
            return DONE;
        }
        long nowMs = clockMs.getAsLong();
        if (nowMs < notBeforeMs) {
            return notBeforeMs - nowMs;
        }
        forget(nowMs);
        List<Topic> due = due(nowMs);
        if (!due.isEmpty()) {
            ask(due, nowMs);
        }
        return restMs(clockMs.getAsLong());
    }

    private void ask(List<Topic> due, long nowMs) {
        notBeforeMs = nowMs + ASK_AT_MOST_EVERY_MS;
        due.forEach(topic -> topic.looking(nowMs));
        try {
            Map<String, Sighting> sightings =
                    cluster.describe(due.stream().map(Topic::name).toList());
            trouble = null;
            for (Topic topic : due) {
                Sighting sighting = sightings.get(topic.name());
                if (sighting == null) {
                    topic.unanswered(nowMs + topic.nextPauseMs(PAUSE_MS, PAUSE_MAX_MS));
                } else {
                    seen(topic, isToBeCreated(topic, sighting) ? cluster.create(topic.name()) : sighting, nowMs);
                }
            }
            seen.run();
        } catch (UnreachableException e) {
            if (trouble == null && !stopping) {
                LOG.log(
                        Logger.Level.WARNING,
                        "Kafka can''t be asked about its topics; reports wait: {0}",
                        e.getMessage());
            }
            trouble = e.getMessage();
            due.forEach(topic -> topic.unanswered(nowMs + topic.nextPauseMs(PAUSE_MS, PAUSE_MAX_MS)));
        }
    }

    /** One that had partitions once was deleted by somebody: it is not for us to make it anew. */
    private boolean isToBeCreated(Topic topic, Sighting sighting) {
        return createMissing
                && topic.followed()
                && routes.partitionCount(topic.name()) == 0
                && sighting instanceof Absent absent
                && absent.missing();
    }

    private void seen(Topic topic, Sighting sighting, long nowMs) {
        if (sighting instanceof Unclear unclear) {
            unclear(topic, unclear, nowMs);
            return;
        }
        int known = routes.partitionCount(topic.name());
        int partitions = sighting instanceof Present present ? present.partitions() : 0;
        if (partitions > known) {
            if (!routeLog.route(topic.name(), partitions)) {
                String reason =
                        "Topic \"" + topic.name() + "\" has " + partitions + " partitions, but the journal does not"
                                + " take that. See what is wrong with the journal; it is tried again.";
                LOG.log(Logger.Level.DEBUG, reason);
                unclear(topic, new Unclear(reason), nowMs);
                return;
            }
            topic.follow();
        }
        if (partitions > 0 && partitions >= known) {
            topic.resetPause();
            topic.answered(sighting, nowMs + REFRESH_MS);
        } else {
            topic.answered(sighting, nowMs + topic.nextPauseMs(PAUSE_MS, PAUSE_MAX_MS));
        }
    }

    /** What was seen before still counts, if it was there: its reports go on by that. */
    private static void unclear(Topic topic, Unclear answer, long nowMs) {
        long nextDueMs = nowMs + topic.nextPauseMs(PAUSE_MS, PAUSE_MAX_MS);
        if (topic.sighting() instanceof Present) {
            topic.unanswered(nextDueMs);
        } else {
            topic.answered(answer, nextDueMs);
        }
    }

    /** All whose time has come; with them those whose time comes soon, so that they go together from then on. */
    private List<Topic> due(long nowMs) {
        List<Topic> due = new ArrayList<>();
        boolean any = false;
        for (Topic topic : topics.values()) {
            any |= topic.due(nowMs);
            if (topic.due(nowMs + TOGETHER_MS)) {
                due.add(topic);
            }
        }
        return any ? due : List.of();
    }

    /** Topics that were only asked for and are not there don't stay. */
    private void forget(long nowMs) {
        topics.values()
                .removeIf(topic -> !topic.followed()
                        && !(topic.sighting() instanceof Present)
                        && nowMs - topic.askedMs() > FORGET_AFTER_MS);
    }

    private long restMs(long nowMs) {
        long dueMs = Long.MAX_VALUE;
        for (Topic topic : topics.values()) {
            dueMs = Math.min(dueMs, topic.dueMs());
        }
        return dueMs == Long.MAX_VALUE ? UNTIL_RUNG : Math.max(0, Math.max(dueMs, notBeforeMs) - nowMs);
    }

    private int ask(String name) {
        Topic topic = topic(name);
        long answers = topic.answers();
        topic.ask(clockMs.getAsLong());
        bell.ring();
        Sighting answer;
        try {
            answer = topic.await(answers, ANSWER_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotAvailableException(
                    "Interrupted while asking Kafka about topic \"" + name + "\"; try again.", e);
        }
        if (answer instanceof Absent absent) {
            throw new NotAvailableException(absent.reason());
        }
        if (answer instanceof Unclear unclear) {
            throw new NotAvailableException(unclear.reason());
        }
        int count = routes.partitionCount(name);
        if (answer == null || count == 0) {
            String why = trouble;
            throw new NotAvailableException("Nothing is known of topic \"" + name + "\" yet, and Kafka has not answered"
                    + " within " + ANSWER_WITHIN.toSeconds() + " s. Check that it is up and reachable."
                    + (why == null ? "" : " " + why));
        }
        return count;
    }

    private @Nullable Sighting sighting(String name) {
        Topic topic = topics.get(name);
        return topic == null ? null : topic.sighting();
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        return topic != null ? topic : topics.computeIfAbsent(name, n -> new Topic(n, clockMs.getAsLong()));
    }
}
