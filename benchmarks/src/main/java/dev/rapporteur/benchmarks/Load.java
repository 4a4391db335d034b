package dev.rapporteur.benchmarks;

/** What one transaction holds. */
enum Load {
    SMALL(1, 300),
    LARGE(20, 1024);

    private final int reports;
    private final int payloadBytes;

    Load(int reports, int payloadBytes) {
        this.reports = reports;
        this.payloadBytes = payloadBytes;
    }

    int reports() {
        return reports;
    }

    int payloadBytes() {
        return payloadBytes;
    }

    /** What a transaction's frame has of them, about: for the limit that the disk sets. */
    int frameBytes() {
        return Math.max(512, reports * payloadBytes);
    }

    /** As a table's title names it. */
    String label() {
        return reports + " x " + payloadBytes + " B";
    }
}
