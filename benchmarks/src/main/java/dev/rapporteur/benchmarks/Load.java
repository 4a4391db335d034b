package dev.rapporteur.benchmarks;

import java.util.List;

/**
 * What one transaction holds.
 *
 * @param reports how many
 * @param payloadBytes of each
 */
record Load(int reports, int payloadBytes) {

    static final Load SMALL = new Load(1, 300);
    static final Load LARGE = new Load(20, 1024);

    /** Those that journals are compared with. */
    static final List<Load> ALL = List.of(SMALL, LARGE);

    /** What a transaction's frame has of them, about: for the limit that the disk sets. */
    int frameBytes() {
        return Math.max(512, reports * payloadBytes);
    }

    /** As a table's title names it. */
    String label() {
        return reports + " x " + payloadBytes + " B";
    }
}
