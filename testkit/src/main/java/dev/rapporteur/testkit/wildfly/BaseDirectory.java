package dev.rapporteur.testkit.wildfly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What a server has of its own: WildFly's {@code standalone} directory, with one management user. */
final class BaseDirectory {

    static final String USER = "admin";
    static final String PASSWORD = "rapporteur";

    private static final String REALM = "ManagementRealm";

    private BaseDirectory() {}

    /** Copies the distribution's configuration and adds the user; leaves a directory that is there as it is. */
    static void layOut(Path home, Path base) {
        Path configuration = base.resolve("configuration");
        if (Files.exists(configuration)) {
            return;
        }
        try {
            Files.createDirectories(base.resolve("deployments"));
            copyFiles(home.resolve("standalone").resolve("configuration"), configuration);
            append(
                    configuration.resolve("mgmt-users.properties"),
                    USER + "=" + hash(USER + ":" + REALM + ":" + PASSWORD));
            append(configuration.resolve("mgmt-groups.properties"), USER + "=");
        } catch (IOException e) {
            throw new UncheckedIOException("No server can be laid out in " + base + " from " + home, e);
        }
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void append(Path file, String line) throws IOException {
        Files.write(file, List.of("", line), StandardOpenOption.APPEND);
    }

    /** As WildFly's add-user writes it; MD5 is what HTTP Digest asks for. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
