package dev.rapporteur.impl.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * A reading of what is known of the way to one broker.
 *
 * @param broker its id
 * @param state how it stands
 * @param inFlight reports that were handed to its client and have no answer yet
 * @param acknowledged reports that it has taken since it leads partitions of ours in this opening of the journal
 * @param recent how many of them in the last minute, and how long each took from the client to the answer. A Kafka transaction's
 *     commit comes after that, and is not in it
 * @param lastError what went wrong last, with the way or with a report; null if nothing has
 * @param lastErrorMs so many milliseconds ago
 */
public record BrokerReading(
        int broker,
        BrokerState state,
        int inFlight,
        long acknowledged,
        RecentTimes.Summary recent,
        @Nullable String lastError,
        long lastErrorMs) {}
