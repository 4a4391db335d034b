package dev.rapporteur.impl.config;

import dev.rapporteur.ReportPartitioner;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a setting's text may be, and what it means.
 *
 * @param <T> what the text is read as
 */
sealed interface Range<T> {

    /**
     * Reads a text, which is trimmed and not empty.
     *
     * @throws IllegalArgumentException saying what is wrong with it, without repeating it
     */
    T read(String text);

    /** The type, in a word for the reference. */
    String type();

    /** What is allowed, in words that follow "allowed:". */
    String allowed();

    /** A text that a pattern describes. */
    record Text(Pattern pattern, String allowed) implements Range<String> {

        static Text any(String allowed) {
            return new Text(Pattern.compile("(?s).+"), allowed);
        }

        static Text matching(String regex, String allowed) {
            return new Text(Pattern.compile(regex), allowed);
        }

        @Override
        public String read(String text) {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("has characters or a length that are not allowed");
            }
            return text;
        }

        @Override
        public String type() {
            return "text";
        }
    }

    /** Yes or no. */
    record Flag() implements Range<Boolean> {

        @Override
        public Boolean read(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("is neither of them");
            };
        }

        @Override
        public String type() {
            return "choice";
        }

        @Override
        public String allowed() {
            return "true, false";
        }
    }

    /** A whole number, both bounds included. */
    record Whole(long least, long most) implements Range<Long> {

        @Override
        public Long read(String text) {
            try {
                return within(Long.parseLong(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("is not a whole number", e);
            }
        }

        private long within(long number) {
            if (number < least || number > most) {
                throw new IllegalArgumentException(number < least ? "is too small" : "is too large");
            }
            return number;
        }

        @Override
        public String type() {
            return "number";
        }

        @Override
        public String allowed() {
            return least + " to " + most;
        }
    }

    /** A length of time, both bounds included: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, or ISO 8601. */
    record Span(Duration least, Duration most) implements Range<Duration> {

        private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        @Override
        public Duration read(String text) {
            Duration duration = parse(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException(duration.compareTo(least) < 0 ? "is too short" : "is too long");
            }
            return duration;
        }

        private static Duration parse(String text) {
            if (text.equals("0")) {
                return Duration.ZERO;
            }
            Matcher matcher = SHORT.matcher(text);
            if (matcher.matches()) {
                long amount = Long.parseLong(matcher.group(1));
                return switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                };
            }
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("is not a length of time", e);
            }
        }

        @Override
        public String type() {
            return "time";
        }

        @Override
        public String allowed() {
            return shortly(least) + " to " + shortly(most) + ", as in 500ms, 30s, 5m, 1h";
        }

        private static String shortly(Duration duration) {
            if (duration.isZero()) {
                return "0";
            }
            return duration.toMinutes() > 0 && duration.toSecondsPart() == 0
                    ? (duration.toHours() > 0 ? duration.toHours() + "h" : duration.toMinutes() + "m")
                    : duration.toSeconds() + "s";
        }
    }

    /** One of an enum's names. */
    record OneOf<E extends Enum<E>>(Class<E> choices) implements Range<E> {

        @Override
        public E read(String text) {
            for (E choice : choices.getEnumConstants()) {
                if (choice.name().equals(text)) {
                    return choice;
                }
            }
            throw new IllegalArgumentException("is not one of the choices");
        }

        @Override
        public String type() {
            return "choice";
        }

        @Override
        public String allowed() {
            return Stream.of(choices.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
        }
    }

    /** One of several words of Kafka's. */
    record Word(List<String> choices) implements Range<String> {

        static Word of(String... choices) {
            return new Word(List.of(choices));
        }

        @Override
        public String read(String text) {
            if (!choices.contains(text)) {
                throw new IllegalArgumentException("is not one of the choices");
            }
            return text;
        }

        @Override
        public String type() {
            return "choice";
        }

        @Override
        public String allowed() {
            return String.join(", ", choices);
        }
    }

    /** Brokers to begin with; read as Kafka writes it, {@code host:port,host:port}. */
    record HostPorts() implements Range<String> {

        private static final Pattern HOST_PORT = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+\\]):(\\d{1,5})");
        private static final int HIGHEST_PORT = 65_535;

        @Override
        public String read(String text) {
            List<String> servers = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                servers.add(server(part.trim()));
            }
            return String.join(",", servers);
        }

        private static String server(String text) {
            Matcher matcher = HOST_PORT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("has the part \"" + text + "\", which is not host:port");
            }
            int port = Integer.parseInt(matcher.group(2));
            if (port < 1 || port > HIGHEST_PORT) {
                throw new IllegalArgumentException("has the port " + port + ", which is not 1 to " + HIGHEST_PORT);
            }
            return text;
        }

        @Override
        public String type() {
            return "list";
        }

        @Override
        public String allowed() {
            return "host:port, several separated by commas";
        }
    }

    /** A directory's absolute path; whether it can be used is for the journal to find out. */
    record Directory() implements Range<Path> {

        @Override
        public Path read(String text) {
            Path path = path(text);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("is not an absolute path");
            }
            return path.normalize();
        }

        @Override
        public String type() {
            return "path";
        }

        @Override
        public String allowed() {
            return "an absolute path";
        }
    }

    /** A file that the server's user can read now. */
    record ReadableFile() implements Range<String> {

        @Override
        public String read(String text) {
            Path path = path(text);
            if (!Files.isRegularFile(path)) {
                throw new IllegalArgumentException("is not a file");
            }
            if (!Files.isReadable(path)) {
                throw new IllegalArgumentException(
                        "can't be read by the server's user " + System.getProperty("user.name", "?"));
            }
            return text;
        }

        @Override
        public String type() {
            return "path";
        }

        @Override
        public String allowed() {
            return "a file that the server's user can read";
        }
    }

    /** A journal's identity. */
    record Identity() implements Range<UUID> {

        @Override
        public UUID read(String text) {
            try {
                UUID id = UUID.fromString(text);
                if (id.toString().equals(text.toLowerCase(Locale.ROOT))) {
                    return id;
                }
            } catch (IllegalArgumentException e) {
                // Said below, in our words: UUID's own message repeats the text.
            }
            throw new IllegalArgumentException("is not a UUID");
        }

        @Override
        public String type() {
            return "UUID";
        }

        @Override
        public String allowed() {
            return "a UUID, as the server's log names it when the journal is opened";
        }
    }

    /** Properties as {@code name=value}, separated by semicolons or line ends; in the order given. */
    record Properties() implements Range<Map<String, String>> {

        @Override
        public Map<String, String> read(String text) {
            Map<String, String> properties = new LinkedHashMap<>();
            for (String part : text.split("[;\n]", -1)) {
                if (!part.isBlank()) {
                    addTo(properties, part.trim());
                }
            }
            return properties;
        }

        /** Never repeats a part as a whole: its value may be a secret. */
        private static void addTo(Map<String, String> properties, String part) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("has a part that is not name=value");
            }
            String name = part.substring(0, equals).trim();
            if (properties.put(name, part.substring(equals + 1).trim()) != null) {
                throw new IllegalArgumentException("names " + name + " twice");
            }
        }

        @Override
        public String type() {
            return "list";
        }

        @Override
        public String allowed() {
            return "name=value, several separated by semicolons or line ends";
        }
    }

    /** The name of a partitioner's class, of which one is made. */
    record PartitionerClass() implements Range<ReportPartitioner> {

        @Override
        public ReportPartitioner read(String text) {
            return Partitioners.make(text, Range.class.getClassLoader());
        }

        @Override
        public String type() {
            return "class";
        }

        @Override
        public String allowed() {
            return "a public class with a public constructor without parameters that implements "
                    + ReportPartitioner.class.getName();
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
        }
    }
}
