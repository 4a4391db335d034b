package dev.rapporteur.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.it.bed.Statistics;

/** What an adapter says that it has done since it started, over all books. */
record Counters(long committed, long delivered, long decidedByDatabase) {

    /** Those of now. */
    static Counters of(Site site) {
        JsonNode all = Statistics.of(site.server());
        return new Counters(
                all.get("ReportsCommitted").asLong(),
                all.get("ReportsDelivered").asLong(),
                all.get("DecidedByDatabase").asLong());
    }

    /** With what has been done since. */
    Counters plus(Counters more) {
        return new Counters(
                committed + more.committed, delivered + more.delivered, decidedByDatabase + more.decidedByDatabase);
    }
}
