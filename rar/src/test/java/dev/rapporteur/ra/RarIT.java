package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jboss.jca.validator.Validation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive as it is built. */
class RarIT {

    private static final Path ARCHIVE = Path.of("target", "rapporteur.rar");
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String INDEX = "META-INF/jandex.idx";
    /** An index of nothing takes some twenty bytes, one of hundreds of classes a hundred thousand. */
    private static final long INDEX_AT_LEAST_BYTES = 10_000;

    private final String temporary = System.getProperty(TEMPORARY, "");

    @TempDir
    private Path directory = Path.of("");

    /** The validator unpacks into tmp below this and deletes it afterwards. */
    @BeforeEach
    void giveTheValidatorADirectoryOfItsOwn() throws IOException {
        Files.createDirectory(directory.resolve("tmp"));
        System.setProperty(TEMPORARY, directory.toString());
    }

    @AfterEach
    void takeItBack() {
        System.setProperty(TEMPORARY, temporary);
    }

    @Test
    void shouldGiveTheValidatorNothingToComplainOf() throws IOException {
        Path reports = directory.resolve("reports");

        int verdict = Validation.validate(ARCHIVE.toUri().toURL(), reports.toString());

        Path report = reports.resolve("rapporteur.rar.log");
        assertThat(Files.exists(report) ? Files.readString(report) : "")
                .as("the validator's report")
                .isEmpty();
        assertThat(verdict).as("0 is good, 1 has a report, 2 is an error").isZero();
    }

    @Test
    void shouldHoldTheseJarsAndNoOther() throws IOException {
        try (ZipFile archive = new ZipFile(ARCHIVE.toFile())) {
            List<String> jars = archive.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replaceFirst("-[0-9].*", ""))
                    .toList();

            assertThat(jars)
                    .containsExactlyInAnyOrder(
                            "rapporteur.jar",
                            "rapporteur-api",
                            "rapporteur-impl",
                            "kafka-clients",
                            "lz4-java",
                            "snappy-java",
                            "zstd-jni");
        }
    }

    /** Else the server reads each of their thousands of classes at each start. */
    @ParameterizedTest
    @ValueSource(classes = {KafkaProducer.class, Engine.class})
    void shouldHoldALargeJarAsItCameWithAnIndexOfItsAnnotations(Class<?> ofIt) throws Exception {
        Path origin =
                Path.of(ofIt.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path copy = directory.resolve("copy.jar");
        try (ZipFile archive = new ZipFile(ARCHIVE.toFile());
                InputStream in = archive.getInputStream(
                        archive.getEntry(origin.getFileName().toString()))) {
            Files.copy(in, copy);
        }

        Map<String, Long> expected = checksums(origin);
        Map<String, Long> found = checksums(copy);

        assertThat(found.remove(INDEX)).as("the index").isNotNull();
        assertThat(found).isEqualTo(expected);
        try (ZipFile jar = new ZipFile(copy.toFile())) {
            assertThat(jar.getEntry(INDEX).getSize()).as("bytes of the index").isGreaterThan(INDEX_AT_LEAST_BYTES);
        }
    }

    private static Map<String, Long> checksums(Path jar) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .collect(Collectors.toMap(ZipEntry::getName, ZipEntry::getCrc));
        }
    }

    /** It would bring picocli, and a second SLF4J, to the applications that depend on the adapter. */
    @Test
    void shouldHoldTheJournalToolWhereNoServerLoadsIt() throws IOException {
        try (ZipFile archive = new ZipFile(ARCHIVE.toFile())) {
            for (ZipEntry entry : archive.stream().toList()) {
                if (entry.getName().endsWith(".jar")) {
                    assertThat(namesIn(archive, entry))
                            .as(entry.getName())
                            .noneMatch(name -> name.startsWith("dev/rapporteur/tool/")
                                    || name.startsWith("picocli/")
                                    || name.startsWith("org/slf4j/"));
                }
            }
        }
    }

    private static List<String> namesIn(ZipFile archive, ZipEntry jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(archive.getInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void shouldHoldTheScriptsThatSetItUp() throws IOException {
        try (ZipFile archive = new ZipFile(ARCHIVE.toFile())) {
            assertThat(archive.stream().map(ZipEntry::getName))
                    .contains(
                            "META-INF/cli/rapporteur.cli",
                            "META-INF/cli/rapporteur-offline.cli",
                            "META-INF/cli/rapporteur.properties");
        }
    }
}
