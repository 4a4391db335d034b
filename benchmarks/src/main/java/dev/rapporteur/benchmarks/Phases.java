package dev.rapporteur.benchmarks;

/** How a transaction becomes durable. */
enum Phases {
    /** With one record. */
    ONE("one-phase"),
    /** With a prepare record, durable before the commit record is written, and durable itself before the call returns. */
    TWO("two-phase");

    private final String label;

    Phases(String label) {
        this.label = label;
    }

    /** As a table's title names it. */
    String label() {
        return label;
    }
}
