package dev.rapporteur.benchmarks.decided;

/**
 * What each transaction does.
 *
 * @param variant how it publishes
 * @param row whether it inserts a business row first
 * @param messages how many it publishes, all with one key
 * @param bytes of each message
 */
public record Work(Variant variant, boolean row, int messages, int bytes) {

    /** A business row and one message of 300 bytes. */
    public static Work withRow(Variant variant) {
        return new Work(variant, true, 1, 300);
    }

    /** As a table's row names it. */
    public String label() {
        if (!row) {
            return variant.label();
        }
        return variant == Variant.NOTHING ? "row alone" : "row + " + variant.label();
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return variant.name() + "," + row + "," + messages + "," + bytes;
    }

    static Work parse(String text) {
        String[] parts = text.split(",", -1);
        return new Work(
                Variant.valueOf(parts[0]),
                Boolean.parseBoolean(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
    }
}
