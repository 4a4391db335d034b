package dev.rapporteur.benchmarks;

/**
 * What transactions publish.
 *
 * @param row whether each inserts a business row, too
 * @param messages how many each publishes
 * @param bytes of each message
 */
record Shape(boolean row, int messages, int bytes) {

    /** As files are named by it. */
    String slug() {
        return messages + "x" + bytes + (row ? "-row" : "");
    }

    String label() {
        return messages + " × " + (bytes < 1024 ? bytes + " B" : bytes / 1024 + " KiB")
                + (row ? " and a row in PostgreSQL" : ", alone in the transaction");
    }
}
