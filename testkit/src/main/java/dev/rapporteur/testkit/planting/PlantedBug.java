package dev.rapporteur.testkit.planting;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A deliberate fault, to be planted in a copy of a source. A list of them is a text. What stands in it before the first bug is a
 * comment; each bug is
 *
 * <pre>
 * == what it does
 * the source
 * -the lines that go
 * +the lines that come for them
 * </pre>
 *
 * @param name what it does
 * @param file the source, below the directory that all of a list have in common
 * @param before text that is there once
 * @param after what takes its place
 */
public record PlantedBug(String name, String file, String before, String after) {

    /** All of a list. */
    public static List<PlantedBug> read(InputStream list) {
        try (list) {
            return parse(new String(list.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<PlantedBug> parse(String list) {
        return Arrays.stream(list.split("(?m)^== ", -1))
                .skip(1)
                .map(PlantedBug::parseOne)
                .toList();
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

    /**
     * The source with the bug in it.
     *
     * @throws IllegalStateException if its place isn't there exactly once
     */
    public String plantIn(String source) {
        int at = source.indexOf(before);
        if (before.isEmpty() || at < 0 || source.indexOf(before, at + 1) >= 0) {
            throw new IllegalStateException("\"" + name + "\" can't be planted: its text is not there exactly once in "
                    + file + ":\n" + before);
        }
        return source.substring(0, at) + after + source.substring(at + before.length());
    }

    /**
     * Plants it in a copy of its source, and compiles that.
     *
     * @param sources the directory that the source is below
     * @param classPath of the sound classes
     * @param into an empty directory
     * @return the directory of the faulty classes
     * @throws IllegalStateException if it can't be planted, or compiled
     */
    public Path compile(Path sources, String classPath, Path into) throws IOException {
        Path copy = into.resolve("sources").resolve(file);
        Path classes = Files.createDirectories(into.resolve("classes"));
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, plantIn(Files.readString(sources.resolve(file))));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(copy))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("\"" + name + "\" can't be compiled: " + said);
            }
        }
        return classes;
    }
}
