package dev.rapporteur.benchmarks.decided;

import java.util.Locale;

/** How a transaction publishes, and who decides it. */
public enum Variant {
    NOTHING("nothing", false),
    IDLE("a resource that does nothing, XA", true),
    BY_TRANSACTION_ID("report, DATABASE, transaction id", false),
    BY_TRANSACTION_ID_OS("report, DATABASE, transaction id, durability OS", false),
    BY_TRANSACTION_ID_AT_LEAST_ONCE("report, DATABASE, transaction id, at least once", false),
    BY_TABLE("report, DATABASE, table", false),
    XA("report, XA", true),
    XA_OS("report, XA, durability OS", true),
    XA_AT_LEAST_ONCE("report, XA, at least once", true),
    OUTBOX("outbox row", false),
    JMS("JMS message, XA", true),
    /** No transaction carries it. */
    EMITTER("emitter", false);

    private final String label;
    private final boolean xa;

    Variant(String label, boolean xa) {
        this.label = label;
        this.xa = xa;
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
        return switch (this) {
            case NOTHING, IDLE, OUTBOX, JMS, EMITTER -> false;
            case BY_TRANSACTION_ID,
                    BY_TRANSACTION_ID_OS,
                    BY_TRANSACTION_ID_AT_LEAST_ONCE,
                    BY_TABLE,
                    XA,
                    XA_OS,
                    XA_AT_LEAST_ONCE -> true;
        };
    }

    /** The name of the adapter's connection definition that carries it. */
    public String definition() {
        if (!isReporting()) {
            throw new IllegalStateException(this + " is not carried by the adapter");
        }
        return this == XA ? "rapporteur" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
