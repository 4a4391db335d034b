package dev.rapporteur.impl.journal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of segment files: {@code segment-0000000001.journal}, numbered from 1 upward. */
final class SegmentName {

    private static final Pattern NAME = Pattern.compile("segment-(\\d{10})\\.journal");

    private SegmentName() {}

    static String of(int number) {
        return String.format("segment-%010d.journal", number);
    }

    /** The segment's number; empty if the file is no segment. */
    static Optional<Integer> parse(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }
}
