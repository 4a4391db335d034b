package dev.rapporteur;

import java.util.HexFormat;

/**
 * The name of one report, unique over servers and restarts.
 *
 * <p>Its text form, two groups of 16 hexadecimal digits joined by a dash, travels with the report as
 * header {@value #HEADER}.
 *
 * @param incarnation the random number that the sending journal drew when it was opened
 * @param number a counter within that incarnation
 */
public record ReportId(long incarnation, long number) {

    /** The header that carries the id; no report may set it. */
    public static final String HEADER = "report-id";

    private static final int HALF = 16;
    private static final int LENGTH = HALF + 1 + HALF;

    /**
     * Reads an id from its text form.
     *
     * @param text as {@link #toString()} gives it
     * @return the id
     * @throws IllegalArgumentException if the text is not an id
     */
    public static ReportId parse(String text) {
        if (text.length() != LENGTH || text.charAt(HALF) != '-') {
            throw new IllegalArgumentException("Not a report id: \"" + text + "\" (wanted: 16 hex digits, '-', 16)");
        }
        try {
            return new ReportId(
                    Long.parseUnsignedLong(text, 0, HALF, 16), Long.parseUnsignedLong(text, HALF + 1, LENGTH, 16));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Not a report id: \"" + text + "\" (wanted: 16 hex digits, '-', 16)", e);
        }
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(incarnation) + '-' + hex.toHexDigits(number);
    }
}
