package dev.rapporteur.impl.journal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of segment files, {@code segment-0000000001.journal}, numbered from 1 upward, and of what belongs to them. */
final class SegmentName {

    /** Begins the name of a file that was set aside because it is damaged: as long as one is there, an operator must look. */
    static final String QUARANTINED = "quarantined-";

    private static final int DIGITS = 10;

    private static final Pattern NAME = Pattern.compile("segment-(\\d{" + DIGITS + "})\\.journal");

    private static final Pattern INDEX = Pattern.compile("segment-(\\d{" + DIGITS + "})\\.index");

    private SegmentName() {}

    static String of(int number) {
        return name(number, "journal");
    }

    static String indexOf(int number) {
        return name(number, "index");
    }

    /** The name under which a mended copy is made. */
    static String mendedOf(int number) {
        return name(number, "mended");
    }

    /**
     * Without a Formatter: each look at an open file asks for its name. In the same digits wherever the server stands: whoever looks
     * for the file may have another default.
     */
    private static String name(int number, String suffix) {
        String digits = Integer.toString(number);
        return "segment-" + "0".repeat(DIGITS - digits.length()) + digits + "." + suffix;
    }

    /** The segment's number; empty if the file is no segment's index. */
    static Optional<Integer> parseIndex(String fileName) {
        Matcher matcher = INDEX.matcher(fileName);
        return numberIn(matcher);
    }

    /** The segment's number; empty if the file is no segment. */
    static Optional<Integer> parse(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return numberIn(matcher);
    }

    /** Ten digits say more than a segment's number can be: no file of ours has such a name. */
    private static Optional<Integer> numberIn(Matcher matcher) {
        return matcher.matches()
                ? Optional.of(Long.parseLong(matcher.group(1)))
                        .filter(number -> number <= Integer.MAX_VALUE)
                        .map(Math::toIntExact)
                : Optional.empty();
    }
}
