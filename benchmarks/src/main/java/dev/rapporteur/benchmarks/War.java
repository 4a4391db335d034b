package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs a package of these classes as an application. */
final class War {

    private War() {}

    /**
     * Writes it.
     *
     * @param war the file
     * @param ofPackage a class of the package whose classes it gets
     * @param library goes into it
     * @param modules modules of the server that it needs
     */
    static void write(Path war, Class<?> ofPackage, Path library, String modules) throws IOException {
        String classes = ofPackage.getPackageName().replace('.', '/');
        try (OutputStream file = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            String manifest = "Manifest-Version: 1.0\nDependencies: " + modules + "\n\n";
            entry(zip, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
            entry(zip, "WEB-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
            Path root = root(ofPackage);
            if (Files.isDirectory(root)) {
                addAll(zip, root.resolve(classes), classes);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(root)) {
                    addAll(zip, jar.getPath(classes), classes);
                }
            }
        }
    }

    private static void addAll(ZipOutputStream zip, Path directory, String classes) throws IOException {
        for (Path each : files(directory)) {
            entry(zip, "WEB-INF/classes/" + classes + "/" + each.getFileName(), Files.readAllBytes(each));
        }
    }

    /** Where these classes are: a directory, or a jar. */
    private static Path root(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("Where " + type + " comes from is not known", e);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
