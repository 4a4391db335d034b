package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Variant;
import dev.rapporteur.benchmarks.decided.Work;
import dev.rapporteur.benchmarks.relay.Relay;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One way to publish, of those that are compared. */
enum Peer {
    /** The limit: the transaction itself, with its row if it has one. */
    NOTHING(Variant.NOTHING, null),
    /** The limit of two phases. */
    IDLE(Variant.IDLE, null),
    /** The limit of a decision by the database with its transaction's id as proof. */
    ASKED_ID(Variant.ASKED_ID, null),
    XA(Variant.XA, null),
    XA_OS(Variant.XA_OS, null),
    XA_AT_LEAST_ONCE(Variant.XA_AT_LEAST_ONCE, null),
    BY_TRANSACTION_ID(Variant.BY_TRANSACTION_ID, null),
    BY_TRANSACTION_ID_OS(Variant.BY_TRANSACTION_ID_OS, null),
    BY_TRANSACTION_ID_AT_LEAST_ONCE(Variant.BY_TRANSACTION_ID_AT_LEAST_ONCE, null),
    BY_TABLE(Variant.BY_TABLE, null),
    JMS(Variant.JMS, null),
    DEBEZIUM(Variant.OUTBOX, Relay.Kind.DEBEZIUM),
    POLLING(Variant.OUTBOX, Relay.Kind.POLLING),
    EMITTER(Variant.EMITTER, null);

    private static final Set<Variant> LIMITS = EnumSet.of(Variant.NOTHING, Variant.IDLE, Variant.ASKED_ID);

    private final Variant variant;
    private final Relay.@Nullable Kind relay;

    Peer(Variant variant, Relay.@Nullable Kind relay) {
        this.variant = variant;
        this.relay = relay;
    }

    /** What a transaction of this shape does. */
    Work work(Shape shape) {
        return new Work(variant, shape.row(), shape.messages(), shape.bytes());
    }

    /** Who carries its rows to Kafka, if they are an outbox's. */
    Optional<Relay.Kind> relay() {
        return Optional.ofNullable(relay);
    }

    /** Whether it publishes at all. */
    boolean isPublishing() {
        return !LIMITS.contains(variant);
    }

    /** As a table's row names it. */
    String label(Shape shape) {
        String label = work(shape).label();
        return relay == null ? label : label + ", " + relay.label();
    }
}
