package dev.rapporteur.impl.config;

import java.util.Optional;

/**
 * Whether and how missing topics are created.
 *
 * @param create whether they are
 * @param partitions their partition count, at least 1; empty for the brokers' own default
 * @param replication their replication factor, at least 1; empty for the brokers' own default
 */
public record NewTopics(CreateTopics create, Optional<Integer> partitions, Optional<Short> replication) {

    /** None are created. */
    public static final NewTopics NEVER = new NewTopics(CreateTopics.NEVER, Optional.empty(), Optional.empty());
}
