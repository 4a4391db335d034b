package dev.rapporteur.benchmarks;

/**
 * What transactions publish.
 *
 * @param row whether each inserts a business row, too
 * @param messages how many each publishes
 * @param bytes of each message
 */
record Shape(boolean row, int messages, int bytes) {

    static final Shape SMALL = new Shape(false, 1, 300);
    static final Shape SMALL_WITH_ROW = new Shape(true, 1, 300);
    static final Shape LARGE = new Shape(false, 100, 1024);
    static final Shape LARGE_WITH_ROW = new Shape(true, 100, 1024);

    /** As files are named by it. */
    String slug() {
        return messages + "x" + bytes + (row ? "-row" : "");
    }

    String label() {
        return messages + " × " + (bytes < 1024 ? bytes + " B" : bytes / 1024 + " KiB")
                + (row ? " and a row in PostgreSQL" : ", alone in the transaction");
    }
}
