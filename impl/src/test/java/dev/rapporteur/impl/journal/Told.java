package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a {@link JournalVictim} has said so far: the lines of its output that begin with one of these words. */
record Told(List<String> lines) {

    /** The journal is open. */
    static final String OPEN = "OPEN";
    /** The journal could not be opened, and why. */
    static final String SHUT = "SHUT";
    /** A number, and the microseconds that it took. */
    static final String ACKNOWLEDGED = "ACK";
    /** A number, and why. */
    static final String REFUSED = "REFUSED";
    /** A number, and why. */
    static final String IN_DOUBT = "IN_DOUBT";
    /** A number after whose refusal a decision was taken all the same. */
    static final String DECIDED = "DECIDED";
    /** The journal's failure, once the appenders have given up. */
    static final String FAILED = "FAILED";
    /** The journal was closed. */
    static final String END = "END";

    /** Reads an output; a last line that is not whole does not count. */
    static Told read(Path output) {
        try {
            String text = Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
            return new Told(
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean opened() {
        return first(OPEN) != null;
    }

    boolean ended() {
        return first(END) != null;
    }

    /** Why the journal could not be opened. */
    @Nullable
    String shut() {
        return first(SHUT);
    }

    /** The journal's failure. */
    @Nullable
    String failure() {
        return first(FAILED);
    }

    /** Microseconds by number. */
    NavigableMap<Long, Long> acknowledged() {
        return byNumber(ACKNOWLEDGED).entrySet().stream()
                .collect(Collectors.toMap(
                        numbered -> numbered.getKey(),
                        numbered -> Long.valueOf(numbered.getValue()),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** Reasons by number. */
    NavigableMap<Long, String> refused() {
        return byNumber(REFUSED);
    }

    /** Reasons by number. */
    NavigableMap<Long, String> inDoubt() {
        return byNumber(IN_DOUBT);
    }

    /** How many decisions were taken after refusals. */
    int decided() {
        return byNumber(DECIDED).size();
    }

    /** The highest number it has spoken of; 0 if none. */
    long highest() {
        return Stream.of(acknowledged(), refused(), inDoubt())
                .filter(numbers -> !numbers.isEmpty())
                .mapToLong(NavigableMap::lastKey)
                .max()
                .orElse(0);
    }

    private @Nullable String first(String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .findFirst()
                .orElse(null);
    }

    private NavigableMap<Long, String> byNumber(String word) {
        NavigableMap<Long, String> found = new TreeMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ", 3);
            if (parts[0].equals(word)) {
                found.put(Long.valueOf(parts[1]), parts.length > 2 ? parts[2] : "");
            }
        }
        return found;
    }
}
