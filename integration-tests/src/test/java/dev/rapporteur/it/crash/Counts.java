package dev.rapporteur.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rapporteur.it.bed.Statistics;

/** What an adapter says that it has done since it started, over all books. */
record Counts(long committed, long delivered, long decidedByDatabase) {

    /** Those of now. */
    static Counts of(Site site) {
        JsonNode all = Statistics.of(site.server());
        return new Counts(
                all.get("ReportsCommitted").asLong(),
                all.get("ReportsDelivered").asLong(),
                all.get("DecidedByDatabase").asLong());
    }

    /** With what has been done since. */
    Counts plus(Counts more) {
        return new Counts(
                committed + more.committed, delivered + more.delivered, decidedByDatabase + more.decidedByDatabase);
    }
}
