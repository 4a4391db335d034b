package dev.rapporteur.it.bed;

import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.WildFlyBuilder;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How servers are set up: by the script that the archive brings along, and an XA datasource. */
public final class Servers {

    /** The JNDI name of a second connection definition. */
    public static final String AUDIT = "java:/eis/audit";

    /**
     * WRITE_DELAY=0, since H2 would otherwise answer a commit up to half a second before it is on disk, and
     * a halt would lose it.
     */
    private static final String ROWS = "xa-data-source add --name=RowsXA --jndi-name=java:jboss/datasources/RowsXA"
            + " --driver-name=h2 --user-name=sa --password=sa --recovery-username=sa --recovery-password=sa"
            + " --xa-datasource-properties={\"URL\"=>\"jdbc:h2:file:${jboss.server.data.dir}/rows;WRITE_DELAY=0\"}";

    /** The address of the adapter in the server's configuration. */
    public static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=rapporteur.rar";

    private static final String EIS = "java:/eis/";

    private Servers() {}

    /** A server that knows where the brokers are. */
    public static WildFlyBuilder in(Path directory, String node, KafkaCluster kafka) {
        return WildFlyServer.in(directory)
                .transactionNode(node)
                .quickStart()
                .classes(ServerClasses.of(kafka))
                .systemProperty("rapporteur.bootstrapServers", kafka.bootstrapServers())
                // A recovery pass every three seconds, and orphans given up as soon.
                .systemProperty("RecoveryEnvironmentBean.periodicRecoveryPeriod", "2")
                .systemProperty("RecoveryEnvironmentBean.recoveryBackoffPeriod", "1")
                .systemProperty("JTAEnvironmentBean.orphanSafetyInterval", "2000");
    }

    /** The commands that set a server up that does not run, and have it start with these archives. */
    public static List<String> setUp(Path... archives) {
        List<String> commands = new ArrayList<>(script());
        commands.addAll(definition(AUDIT.substring(EIS.length()), Map.of()));
        commands.add(ROWS);
        for (Path archive : archives) {
            commands.add("deploy " + archive);
        }
        return commands;
    }

    /**
     * The commands that add a connection definition.
     *
     * @param name its own, which also ends its JNDI name
     * @param properties its settings beside the name
     */
    public static List<String> definition(String name, Map<String, String> properties) {
        String address = ADAPTER + "/connection-definitions=" + name;
        List<String> commands = new ArrayList<>();
        commands.add(address + ":add(class-name=dev.rapporteur.ra.wildfly.WildFlyManagedConnectionFactory, jndi-name="
                + EIS + name + ", use-java-context=true, recovery-username=unused, recovery-password=unused)");
        commands.add(setting(address, "name", name));
        properties.forEach((property, value) -> commands.add(setting(address, property, value)));
        return commands;
    }

    private static String setting(String definition, String property, String value) {
        return definition + "/config-properties=" + property + ":add(value=" + value + ")";
    }

    /** Where a server's journals lie, each in a directory of its connection definition's name. */
    public static Path journals(WildFlyServer server) {
        return server.dataDirectory().resolve("rapporteur");
    }

    /** The script as the archive has it. */
    public static List<String> script() {
        try (FileSystem rar = FileSystems.newFileSystem(Archives.rar())) {
            return Files.readAllLines(rar.getPath("META-INF", "cli", "rapporteur.cli"));
        } catch (IOException e) {
            throw new UncheckedIOException("The script can't be read from " + Archives.rar(), e);
        }
    }
}
