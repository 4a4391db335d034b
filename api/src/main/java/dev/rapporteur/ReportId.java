package dev.rapporteur;

import java.nio.charset.StandardCharsets;

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
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

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
        byte[] text = new byte[LENGTH]; // each report that is sent takes this way
        putHex(text, 0, incarnation);
        text[HALF] = '-';
        putHex(text, HALF + 1, number);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void putHex(byte[] text, int from, long value) {
        for (int i = 0; i < HALF; i++) {
            text[from + i] = DIGITS[(int) (value >>> (Long.SIZE - 4 * (i + 1))) & 0xF];
        }
    }
}
