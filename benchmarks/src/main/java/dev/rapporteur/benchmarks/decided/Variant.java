package dev.rapporteur.benchmarks.decided;

import java.util.Locale;

/** How a transaction publishes, and who decides it. */
public enum Variant {
    NOTHING("nothing", false, false),
    IDLE("a resource that does nothing, XA", true, false),
    /** The limit of a proof by id: what it asks the database for, and no report. */
    ASKED_ID("its transaction id, asked for", false, false),
    BY_TRANSACTION_ID("report, DATABASE, transaction id", false, true),
    BY_TRANSACTION_ID_OS("report, DATABASE, transaction id, durability OS", false, true),
    BY_TRANSACTION_ID_AT_LEAST_ONCE("report, DATABASE, transaction id, at least once", false, true),
    BY_TABLE("report, DATABASE, table", false, true),
    XA("report, XA", true, true),
    XA_OS("report, XA, durability OS", true, true),
    XA_AT_LEAST_ONCE("report, XA, at least once", true, true),
    OUTBOX("outbox row", false, false),
    JMS("JMS message, XA", true, false),
    /** No transaction carries it. */
    EMITTER("emitter", false, false);

    private final String label;
    private final boolean xa;
    private final boolean reporting;

    Variant(String label, boolean xa, boolean reporting) {
        this.label = label;
        this.xa = xa;
        this.reporting = reporting;
    }

    /** As a table's row names it. */
    public String label() {
        return label;
    }

    /** Whether a business row beside it is inserted by the XA data source. */
    boolean isXa() {
        return xa;
    }

    /** Whether the adapter carries it. */
    public boolean isReporting() {
        return reporting;
    }

    /** The name of the adapter's connection definition that carries it. */
    public String definition() {
        if (!isReporting()) {
            throw new IllegalStateException(this + " is not carried by the adapter");
        }
        return this == XA ? "rapporteur" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
