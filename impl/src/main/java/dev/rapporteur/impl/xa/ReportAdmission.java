package dev.rapporteur.impl.xa;

import dev.rapporteur.InvalidReportException;
import dev.rapporteur.Report;
import dev.rapporteur.ReportId;
import dev.rapporteur.ReportTooLargeException;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.routing.Destination;
import dev.rapporteur.impl.routing.Router;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Checks a report strictly, gives it its id and its partition, and encodes it at the end of a branch: all in the caller's
 * thread and without a lock, and without I/O unless the branch has grown so large that it goes to the journal in parts
 * ({@link BranchReports}). A report that is refused leaves nothing behind. For any thread.
 */
public final class ReportAdmission {

    /**
     * The bounds.
     *
     * @param maxReportBytes of key, payload and headers together
     * @param transactionBytes of one branch, as encoded, in memory: beyond it the branch goes to the journal in parts
     */
    public record Limits(int maxReportBytes, long transactionBytes) {}

    /** A sound report's partition, its key's bytes, and the bytes that it takes as encoded. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only written
    private record Checked(long destination, byte @Nullable [] key, long size) {}

    private static final int NO_KEY = -1;
    /** What Kafka's record batch and our own header add to a report, at most: KIP-98, record format v2. */
    private static final int ENVELOPE_BYTES = 256;

    private static final int ENVELOPE_BYTES_PER_HEADER = 10;
    private static final int MAX_HEADERS = 0xFFFF;

    private final Router router;
    private final TopicLimits topicLimits;
    private final MemoryBudget memory;
    private final Limits limits;
    private final InstantSource clock;
    private final long incarnation;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * Made once per opening of the journal.
     *
     * @param incarnation the opening's number; with a counter it makes the ids
     */
    public ReportAdmission(
            Router router,
            TopicLimits topicLimits,
            MemoryBudget memory,
            Limits limits,
            InstantSource clock,
            long incarnation) {
        this.router = router;
        this.topicLimits = topicLimits;
        this.memory = memory;
        this.limits = limits;
        this.clock = clock;
        this.incarnation = incarnation;
    }

    /**
     * Checks a topic's name.
     *
     * @throws dev.rapporteur.InvalidTopicException with the rule that the name breaks
     */
    public static void requireLegalTopic(@Nullable String topic) {
        TopicName.requireLegal(topic);
    }

    /** So many bytes, as encoded, a branch keeps in memory. */
    long transactionBytes() {
        return limits.transactionBytes();
    }

    MemoryBudget memory() {
        return memory;
    }

    /**
     * Admits a report without headers.
     *
     * @param partition the partition asked for, or {@link Router#ANY}
     * @param sticky the branch's own number, for reports without a key
     */
    ReportId admit(
            BranchReports to,
            String topic,
            int partition,
            @Nullable String key,
            byte @Nullable [] payload,
            int sticky) {
        TopicName.requireLegal(topic);
        if (payload == null) {
            throw new InvalidReportException(
                    topic, "the payload is null", "send a tombstone as Report.to(topic).tombstone()");
        }
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        long destination = router.route(topic, partition, keyBytes, ByteBuffer.wrap(payload), sticky);
        int keyLength = keyBytes == null ? NO_KEY : keyBytes.length;
        requireSize(topic, Math.max(keyLength, 0) + (long) payload.length, 0);
        ReportWriter out = to.makeRoom(ReportWriter.sizeOf(topic.length(), keyLength, payload.length));
        ReportId id = nextId();
        begin(out, id, clock.millis(), destination, topic, keyBytes, 0);
        out.end(payload);
        return id;
    }

    /** Admits a report with all that it may have. */
    ReportId admit(BranchReports to, Report report, int sticky) {
        Checked checked = check(report, sticky);
        ReportWriter out = to.makeRoom(checked.size());
        ReportId id = nextId();
        long timestampMs =
                report.timestamp() == null ? clock.millis() : report.timestamp().toEpochMilli();
        begin(
                out,
                id,
                timestampMs,
                checked.destination(),
                report.topic(),
                checked.key(),
                report.headers().size());
        for (Report.Header header : report.headers()) {
            out.header(header.name(), header.value());
        }
        out.end(report.payload());
        return id;
    }

    /** The bytes that a report will take, checked as when it is admitted. */
    long sizeOf(Report report, int sticky) {
        return check(report, sticky).size();
    }

    private Checked check(Report report, int sticky) {
        String topic = report.topic();
        TopicName.requireLegal(topic);
        byte[] key = bytesOf(report.key());
        ByteBuffer payload = report.payload();
        long destination = router.route(topic, report.partition().orElse(Router.ANY), key, payload, sticky);
        int keyLength = key == null ? NO_KEY : key.length;
        int payloadLength = payload == null ? 0 : payload.remaining();
        long size = ReportWriter.sizeOf(topic.length(), keyLength, payloadLength);
        long counted = Math.max(keyLength, 0) + (long) payloadLength;
        for (Report.Header header : report.headers()) {
            int name = utf8Length(header.name());
            int value = header.value().remaining();
            size += ReportWriter.sizeOfHeader(name, value);
            counted += (long) name + value;
        }
        int headers = report.headers().size();
        if (headers > MAX_HEADERS) {
            throw new InvalidReportException(topic, "it has " + headers + " headers", "use at most " + MAX_HEADERS);
        }
        requireSize(topic, counted, headers);
        return new Checked(destination, key, size);
    }

    private static void begin(
            ReportWriter out,
            ReportId id,
            long timestampMs,
            long destination,
            String topic,
            byte @Nullable [] key,
            int headers) {
        out.begin(
                id.incarnation(),
                id.number(),
                timestampMs,
                Destination.route(destination),
                Destination.number(destination),
                topic,
                key,
                headers);
    }

    private ReportId nextId() {
        return new ReportId(incarnation, numbers.getAndIncrement());
    }

    private void requireSize(String topic, long size, int headers) {
        if (size > limits.maxReportBytes()) {
            throw new ReportTooLargeException(topic, size, limits.maxReportBytes(), "the adapter's maxReportBytes");
        }
        long envelope = ENVELOPE_BYTES + (long) ENVELOPE_BYTES_PER_HEADER * headers;
        long topicLimit = topicLimits.maxMessageBytes(topic) - envelope;
        if (size > topicLimit) {
            throw new ReportTooLargeException(
                    topic,
                    size,
                    Math.max(0, topicLimit),
                    "the topic's max.message.bytes less " + envelope + " for Kafka's own fields");
        }
    }

    private static byte @Nullable [] bytesOf(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
