package dev.rapporteur.it.bed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.util.Map;

/** The configuration of one more adapter beside the script's: of the same archive under another name, or within an EAR. */
public final class Definition implements AutoCloseable {

    private final WildFlyServer server;
    private final String archive;
    private final String address;

    /**
     * An adapter without connection definitions; not deployed.
     *
     * @param archive the name that the archive will be deployed under; within an EAR {@code name.ear#name.rar}
     */
    public Definition(WildFlyServer server, String archive) {
        this.server = server;
        this.archive = archive;
        this.address = "/subsystem=resource-adapters/resource-adapter=" + archive;
        execute(Management.operation("add", address)
                .put("archive", archive)
                .put("transaction-support", "XATransaction"));
    }

    /** Adds a connection definition of this name, with these config properties. */
    public Definition with(String name, Map<String, String> properties) {
        String definition = address + "/connection-definitions=" + name;
        execute(Management.operation("add", definition)
                .put("class-name", "dev.rapporteur.ra.wildfly.WildFlyManagedConnectionFactory")
                .put("jndi-name", "java:/eis/" + name));
        set(definition, "name", name);
        properties.forEach((property, value) -> set(definition, property, value));
        return this;
    }

    /**
     * Deploys it.
     *
     * @throws Management.RefusedException with the server's description of the failure
     */
    public void deploy() {
        server.deploy(Archives.rar(), archive);
    }

    /** Takes the configuration away; what could not be deployed is not there. */
    @Override
    public void close() {
        execute(Management.operation("remove", address));
    }

    private void set(String definition, String property, String value) {
        execute(Management.operation("add", definition + "/config-properties=" + property)
                .put("value", value));
    }

    private void execute(ObjectNode operation) {
        operation.putObject("operation-headers").put("allow-resource-service-restart", true);
        server.management().execute(operation);
    }
}
