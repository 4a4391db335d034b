package dev.rapporteur.it.crash;

import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.testkit.planting.PlantedBug;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The adapter with a bug in it. */
final class PlantedRar {

    private static final String PACKAGE = "dev/rapporteur/impl";
    /** Of the engine, below its package. */
    static final Path SOURCES = Path.of("../impl/src/main/java").resolve(PACKAGE);

    private PlantedRar() {}

    /**
     * Makes one from the one that was built.
     *
     * @param directory for it, and what it is made of
     */
    static Path with(PlantedBug bug, Path directory) throws IOException {
        Path jars = Files.createDirectories(directory.resolve("jars"));
        Path rar = directory.resolve(Archives.rar().getFileName());
        Files.copy(Archives.rar(), rar, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem archive = FileSystems.newFileSystem(rar)) {
            for (Path jar : list(archive.getPath("/"), ".jar")) {
                Files.copy(jar, jars.resolve(jar.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
            Path classes = bug.compile(SOURCES, classPath(jars), directory.resolve("planted"));
            Path engine = engine(jars);
            replace(classes, engine);
            Files.copy(
                    engine, archive.getPath("/", engine.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
        }
        return rar;
    }

    private static String classPath(Path jars) throws IOException {
        return list(jars, ".jar").stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                + File.pathSeparator
                + System.getProperty("java.class.path");
    }

    private static Path engine(Path jars) throws IOException {
        return list(jars, ".jar").stream()
                .filter(jar -> jar.getFileName().toString().startsWith("rapporteur-impl"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The adapter's engine is not in " + Archives.rar()));
    }

    private static void replace(Path classes, Path jar) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(jar);
                Stream<Path> tree = Files.walk(classes)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        archive.getPath("/", classes.relativize(file).toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static List<Path> list(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
