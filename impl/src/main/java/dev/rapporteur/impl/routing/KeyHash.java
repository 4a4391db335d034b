package dev.rapporteur.impl.routing;

/** The hash by which Kafka's default partitioner spreads keys: murmur2, made positive. Pure, for any thread. */
@FunctionalInterface
public interface KeyHash {

    /** The hash of the key, 0 to {@link Integer#MAX_VALUE}. */
    int of(byte[] key);
}
