package dev.rapporteur.demo.desk;

/** How a payment is meant to end. */
public enum Wish {
    /** As a payment should: its row and its report are there afterwards. */
    COMMIT,
    /** The desk fails after it wrote the row and sent the report: neither may be there afterwards. */
    FAIL,
    /** The server halts when the transaction is decided but not committed: both must be there after its recovery. */
    PULL_PLUG
}
