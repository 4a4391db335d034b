package dev.rapporteur.impl.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A deliberate fault, to be planted in a copy of the engine's sources, or in what stands for a database's rules in a simulation.
 *
 * @param name what it does
 * @param file the source, below the engine's package
 * @param before text that is there once
 * @param after what takes its place
 */
record PlantedBug(String name, String file, String before, String after) {

    private static final String LIST = "planted-bugs.txt";

    /** All that {@value #LIST} lists. */
    static List<PlantedBug> all() {
        try (InputStream list = Objects.requireNonNull(PlantedBug.class.getResourceAsStream(LIST), LIST)) {
            return parse(new String(list.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<PlantedBug> parse(String list) {
        List<PlantedBug> bugs = new ArrayList<>();
        for (String part : list.split("(?m)^== ", -1)) {
            if (!part.startsWith("#")) {
                bugs.add(parseOne(part));
            }
        }
        return bugs;
    }

    private static PlantedBug parseOne(String part) {
        List<String> lines = part.lines().toList();
        return new PlantedBug(lines.get(0), lines.get(1), lines(lines, '-'), lines(lines, '+'));
    }

    private static String lines(List<String> lines, char sign) {
        StringBuilder text = new StringBuilder();
        lines.stream()
                .skip(2)
                .filter(line -> !line.isEmpty() && line.charAt(0) == sign)
                .forEach(line -> text.append(line, 1, line.length()).append('\n'));
        return text.toString();
    }

    /** Its source below the module. */
    Path source() {
        return Path.of(isOfModel() ? "src/test/java" : "src/main/java").resolve(path());
    }

    /** Its source below its root. */
    Path path() {
        return Path.of("dev/rapporteur/impl", file);
    }

    /** Whether it is looked for in lives with a database that decides. */
    boolean isOfDecision() {
        return isOfModel() || file.startsWith("decision/");
    }

    private boolean isOfModel() {
        return file.startsWith("simulation/");
    }

    /** The source with the bug in it. */
    String plantIn(String source) {
        int at = source.indexOf(before);
        if (before.isEmpty() || at < 0 || source.indexOf(before, at + 1) >= 0) {
            throw new IllegalStateException("\"" + name + "\" can't be planted: its text is not there exactly once in "
                    + file + ":\n" + before);
        }
        return source.substring(0, at) + after + source.substring(at + before.length());
    }
}
