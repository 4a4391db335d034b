package dev.rapporteur.benchmarks.decided;

/** What a transaction does besides its business row, and who decides it. */
public enum Variant {
    ROW("row alone", false),
    BY_TRANSACTION_ID("row + report, DATABASE, transaction id", true),
    BY_TABLE("row + report, DATABASE, table", true),
    OUTBOX("row + outbox row", false),
    XA("row + report, XA", true),
    IDLE("row + a resource that does nothing, XA", false);

    private final String label;
    private final boolean reporting;

    Variant(String label, boolean reporting) {
        this.label = label;
        this.reporting = reporting;
    }

    /** As a table's row names it. */
    public String label() {
        return label;
    }

    /** Whether it sends a report. */
    public boolean isReporting() {
        return reporting;
    }
}
