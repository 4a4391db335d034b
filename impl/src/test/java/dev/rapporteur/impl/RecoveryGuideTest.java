package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is woken at night searches the guide for what a message says: each that the guide lists must be said somewhere. */
class RecoveryGuideTest {

    private static final Path PROJECT = Path.of("..");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @Test
    void shouldListOnlyWhatTheAdapterSays() throws IOException {
        String said = said();

        assertThat(listed())
                .hasSizeGreaterThan(40)
                .allSatisfy(words -> assertThat(said.contains(words))
                        .as("\"%s\" of docs/recovery.md is in a message", words)
                        .isTrue());
    }

    /** The first column of the table of sentences, without the places where names and numbers stand. */
    private static List<String> listed() throws IOException {
        return Files.readAllLines(PROJECT.resolve("docs/recovery.md")).stream()
                .dropWhile(line -> !line.startsWith("| it begins with"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1)[1])
                .flatMap(cell -> QUOTED.matcher(cell).results().map(quoted -> quoted.group(1)))
                .flatMap(quoted -> Stream.of(quoted.split("…", -1)))
                .map(String::strip)
                .filter(words -> words.length() > 1)
                .toList();
    }

    /** All texts in the adapter's sources, as far as they stand together. */
    private static String said() {
        return Stream.of("impl", "rar")
                .map(module -> PROJECT.resolve(module).resolve("src/main/java"))
                .flatMap(RecoveryGuideTest::sources)
                .map(source -> source.replaceAll("\"\\s*\\+\\s*\"", "")
                        .replace("\\\"", "\"")
                        .replace("''", "'"))
                .collect(Collectors.joining());
    }

    private static Stream<String> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            return sources.stream().map(RecoveryGuideTest::text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
