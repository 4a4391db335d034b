package dev.rapporteur.it.posting;

/**
 * A posting, as a row and as a report tell it.
 *
 * @param transaction the client's name for its transaction
 * @param server where it was made
 * @param number its number within the account
 */
public record Posting(String transaction, String server, String account, int number, int amount) {

    private static final int FIELDS = 5;

    /** As a report has it. */
    String report() {
        return String.join("|", transaction, server, account, Integer.toString(number), Integer.toString(amount));
    }

    /** Reads {@link #report}. */
    public static Posting parse(String report) {
        String[] fields = report.split("\\|", -1);
        if (fields.length != FIELDS) {
            throw new AssertionError("Nobody has sent such a report: \"" + report + "\"");
        }
        return new Posting(fields[0], fields[1], fields[2], Integer.parseInt(fields[3]), Integer.parseInt(fields[4]));
    }
}
