package dev.rapporteur.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority of a test's own and the servers' certificates that it signs, as PKCS12 files below a directory, each
 * made by one run of the JDK's keytool. For one thread.
 */
public final class CertificateAuthority {

    /** Of all stores and keys. */
    public static final String PASSWORD = "secret";

    private static final String OWN = "authority";
    private static final String SERVER = "server";
    private static final String LOOPBACK = "ip:127.0.0.1,dns:localhost";

    private final Path directory;
    private final Path truststore;

    /** A new authority, which nobody else trusts. */
    public CertificateAuthority(Path directory) {
        this.directory = directory;
        this.truststore = directory.resolve("truststore.p12");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keytool(List.of("-alias", OWN, "-dname", "CN=" + OWN, "-validity", "2", "-ext", "bc:c"));
        trustOwnCertificate();
    }

    /** A store that trusts this authority. */
    public Path truststore() {
        return truststore;
    }

    /** A store with a certificate for the loopback address, valid for two days. */
    public Path valid(String file) {
        return sign(file, "-0d", LOOPBACK);
    }

    /** A store with a certificate for the loopback address that expired yesterday. */
    public Path expired(String file) {
        return sign(file, "-3d", LOOPBACK);
    }

    /** A store with a certificate for a host of another name. */
    public Path ofHost(String host, String file) {
        return sign(file, "-0d", "dns:" + host);
    }

    private Path sign(String file, String start, String names) {
        String alias = file;
        keytool(List.of(
                "-alias",
                alias,
                "-dname",
                "CN=" + SERVER,
                "-startdate",
                start,
                "-validity",
                "2",
                "-signer",
                OWN,
                "-ext",
                "san=" + names));
        Path store = directory.resolve(file);
        try {
            KeyStore all = load();
            Key key = all.getKey(alias, PASSWORD.toCharArray());
            Certificate[] chain = all.getCertificateChain(alias);
            KeyStore one = empty();
            one.setKeyEntry(SERVER, key, PASSWORD.toCharArray(), chain);
            write(one, store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("No certificate " + file, e);
        }
        return store;
    }

    private void trustOwnCertificate() {
        try {
            KeyStore trusted = empty();
            trusted.setCertificateEntry(OWN, load().getCertificate(OWN));
            write(trusted, truststore);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("No truststore", e);
        }
    }

    /** Adds a key pair to the authority's own store. */
    private void keytool(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", own().toString(), "-storepass", PASSWORD));
        command.addAll(options);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool does not take " + options + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool ran", e);
        }
    }

    private Path own() {
        return directory.resolve("authority.p12");
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(own())) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void write(KeyStore store, Path file) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }
}
