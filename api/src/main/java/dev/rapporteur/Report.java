package dev.rapporteur;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One message to publish. Immutable: the builder copies the byte arrays it is given, and the buffers
 * handed out are fresh read-only views.
 *
 * <pre>{@code
 * Report.to("payments").key(payment.id()).payload(json).header("source", "desk").build()
 * }</pre>
 */
public final class Report {

    /** A header: a name, which may be repeated within a report, and a value. Made by {@link Builder#header}. */
    public static final class Header {

        private final String name;
        private final ByteBuffer value;

        private Header(String name, ByteBuffer value) {
            this.name = name;
            this.value = copy(value);
        }

        /** The name: not empty, and not {@value ReportId#HEADER}. */
        public String name() {
            return name;
        }

        /** The value's bytes, a fresh read-only view. */
        public ByteBuffer value() {
            return value.asReadOnlyBuffer();
        }

        @Override
        public String toString() {
            return "Header[" + name + ", " + value.remaining() + " bytes]";
        }
    }

    private final String topic;
    private final int partition;
    private final @Nullable ByteBuffer key;
    private final @Nullable ByteBuffer payload;
    private final List<Header> headers;
    private final @Nullable Instant timestamp;

    private Report(Builder builder) {
        this.topic = builder.topic;
        this.partition = builder.partition;
        this.key = builder.key;
        this.payload = builder.payload;
        this.headers = List.copyOf(builder.headers);
        this.timestamp = builder.timestamp;
    }

    /**
     * Starts a report.
     *
     * @param topic a topic name; its legality is checked when the report is sent
     * @return an empty builder
     * @throws InvalidReportException if the topic is null
     */
    public static Builder to(String topic) {
        return new Builder(topic);
    }

    /** The topic. */
    public String topic() {
        return topic;
    }

    /** The partition asked for; it wins over the key. Empty: the key decides, or nothing. */
    public OptionalInt partition() {
        return partition < 0 ? OptionalInt.empty() : OptionalInt.of(partition);
    }

    /** The key's bytes, or null. */
    public @Nullable ByteBuffer key() {
        return key == null ? null : key.asReadOnlyBuffer();
    }

    /** The payload's bytes; null for a tombstone. */
    public @Nullable ByteBuffer payload() {
        return payload == null ? null : payload.asReadOnlyBuffer();
    }

    /** The headers in the order they were added. */
    public List<Header> headers() {
        return headers;
    }

    /** The record's timestamp; null stands for the time of the send. */
    public @Nullable Instant timestamp() {
        return timestamp;
    }

    @Override
    public String toString() {
        return "Report[topic=" + topic
                + (partition < 0 ? "" : ", partition=" + partition)
                + (key == null ? "" : ", key of " + key.remaining() + " bytes")
                + (payload == null ? ", tombstone" : ", payload of " + payload.remaining() + " bytes")
                + (headers.isEmpty() ? "" : ", " + headers.size() + " headers")
                + "]";
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }

    /** Collects a report's parts, each checked when it is given. For one thread. */
    public static final class Builder {

        private static final int NONE = -1;
        /** Kafka's timestamps are milliseconds in a long. */
        private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

        private final String topic;
        private int partition = NONE;
        private @Nullable ByteBuffer key;
        private @Nullable ByteBuffer payload;
        private boolean tombstone;
        private final List<Header> headers = new ArrayList<>();
        private @Nullable Instant timestamp;

        private Builder(String topic) {
            this.topic = require(topic, "topic", "name the topic to report to");
        }

        /** Asks for a partition, from 0 upward; it wins over the key, as in Kafka. */
        public Builder partition(int partition) {
            if (partition < 0) {
                throw new UnknownPartitionException(topic, partition, 0);
            }
            this.partition = partition;
            return this;
        }

        /** Sets the key; the array is copied. */
        public Builder key(byte[] key) {
            this.key = copy(ByteBuffer.wrap(require(key, "key", "leave it out for a report without a key")));
            return this;
        }

        /** Sets the key as UTF-8. */
        public Builder key(String key) {
            return key(require(key, "key", "leave it out for a report without a key")
                    .getBytes(StandardCharsets.UTF_8));
        }

        /** Sets the payload; the array is copied. */
        public Builder payload(byte[] payload) {
            this.payload = copy(ByteBuffer.wrap(require(payload, "payload", "ask for a tombstone by tombstone()")));
            this.tombstone = false;
            return this;
        }

        /** Sets the payload as UTF-8. */
        public Builder payload(String payload) {
            return payload(require(payload, "payload", "ask for a tombstone by tombstone()")
                    .getBytes(StandardCharsets.UTF_8));
        }

        /** Makes the report a tombstone: Kafka's null payload, which deletes its key on compaction. */
        public Builder tombstone() {
            this.payload = null;
            this.tombstone = true;
            return this;
        }

        /** Adds a header; the array is copied. Names may be repeated. */
        public Builder header(String name, byte[] value) {
            require(name, "header name", "give the header a name");
            require(value, "value of header \"" + name + "\"", "use an empty array for an empty value");
            if (name.isEmpty()) {
                throw new InvalidReportException(topic, "the header name is empty", "give the header a name");
            }
            if (name.equals(ReportId.HEADER)) {
                throw new InvalidReportException(
                        topic,
                        "the header name \"" + name + "\" is reserved for the report's id",
                        "choose another name");
            }
            headers.add(new Header(name, ByteBuffer.wrap(value)));
            return this;
        }

        /** Adds a header with a UTF-8 value. */
        public Builder header(String name, String value) {
            require(value, "value of header \"" + name + "\"", "use \"\" for an empty value");
            return header(name, value.getBytes(StandardCharsets.UTF_8));
        }

        /** Sets the record's timestamp, not before 1970; default is the time of the send. */
        public Builder timestamp(Instant timestamp) {
            require(timestamp, "timestamp", "leave it out for the time of the send");
            if (timestamp.isBefore(Instant.EPOCH)) {
                throw new InvalidReportException(
                        topic, "the timestamp " + timestamp + " lies before 1970", "use a later one");
            }
            if (timestamp.isAfter(LATEST)) {
                throw new InvalidReportException(
                        topic, "the timestamp " + timestamp + " lies after " + LATEST, "use an earlier one");
            }
            this.timestamp = timestamp;
            return this;
        }

        /**
         * Finishes the report.
         *
         * @throws InvalidReportException if neither a payload nor a tombstone was asked for
         */
        public Report build() {
            if (payload == null && !tombstone) {
                throw new InvalidReportException(
                        topic, "the payload is missing", "set it, or ask for a tombstone by tombstone()");
            }
            return new Report(this);
        }

        private <T> T require(@Nullable T value, String what, String remedy) {
            if (value == null) {
                throw new InvalidReportException(topic, "the " + what + " is null", remedy);
            }
            return value;
        }
    }
}
