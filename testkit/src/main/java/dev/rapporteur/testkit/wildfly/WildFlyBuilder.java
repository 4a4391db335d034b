package dev.rapporteur.testkit.wildfly;

import dev.rapporteur.testkit.ClassArchive;
import dev.rapporteur.testkit.disk.SmallDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link WildFlyServer} is made of. */
public final class WildFlyBuilder {

    private final Path directory;
    private final List<String> javaOptions = new ArrayList<>(List.of("-Xmx384m"));
    private List<String> entry = List.of();
    private @Nullable ClassArchive classes;

    WildFlyBuilder(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** Adds an option of the server's JVM; a later one wins over {@code -Xmx384m}. */
    public WildFlyBuilder javaOption(String option) {
        javaOptions.add(option);
        return this;
    }

    /** Sets a system property of the server. */
    public WildFlyBuilder systemProperty(String name, String value) {
        return javaOption("-D" + name + "=" + value);
    }

    /** Names the server to its transaction manager; no two servers may share it. */
    public WildFlyBuilder transactionNode(String id) {
        return systemProperty("jboss.tx.node.id", id);
    }

    /** Has XA recovery pass every ten seconds instead of every two minutes. */
    public WildFlyBuilder quickRecovery() {
        systemProperty("RecoveryEnvironmentBean.periodicRecoveryPeriod", "8");
        return systemProperty("RecoveryEnvironmentBean.recoveryBackoffPeriod", "2");
    }

    /** Has the JVM start a third sooner, for a server that is to work little: it compiles simply, and collects by one thread. */
    public WildFlyBuilder quickStart() {
        return javaOption("-XX:TieredStopAtLevel=1").javaOption("-XX:+UseSerialGC");
    }

    /** Has its JVM, and that of its command line, use an archive of their classes as soon as that is there. */
    public WildFlyBuilder classes(ClassArchive archive) {
        this.classes = archive;
        return this;
    }

    /** Has it see a disk of its own, wherever that is mounted. */
    public WildFlyBuilder on(SmallDisk disk) {
        entry = disk.entry();
        return this;
    }

    /** Lays out the server's directory, unless it is there from before; starts nothing. */
    public WildFlyServer create() {
        Path distribution = distribution();
        ServerSettings settings = new ServerSettings(distribution, directory, javaOptions, classes, entry);
        BaseDirectory.layOut(distribution, settings.base());
        return new WildFlyServer(settings);
    }

    /** The unpacked one that the system property {@code wildfly.home} names. */
    private static Path distribution() {
        String home = System.getProperty("wildfly.home");
        if (home == null) {
            throw new IllegalStateException("The system property wildfly.home is not set; the module's POM should"
                    + " run the parent's execution unpack-wildfly and pass ${wildfly.home} on");
        }
        return Path.of(home);
    }
}
