package dev.rapporteur.it.bed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.util.Map;

/**
 * A second adapter beside the shared one, to be configured badly: the same archive under another name, as
 * an operator could deploy it.
 */
public final class Definition implements AutoCloseable {

    private static final String ARCHIVE = "badly-configured.rar";
    private static final String ADDRESS = "/subsystem=resource-adapters/resource-adapter=" + ARCHIVE;

    private final WildFlyServer server;

    /** An adapter without connection definitions; not deployed. */
    public Definition(WildFlyServer server) {
        this.server = server;
        execute(Management.operation("add", ADDRESS).put("archive", ARCHIVE).put("transaction-support", "XATransaction"));
    }

    /** Adds a connection definition of this name, with these config properties. */
    public Definition with(String name, Map<String, String> properties) {
        String address = ADDRESS + "/connection-definitions=" + name;
        execute(Management.operation("add", address)
                .put("class-name", "dev.rapporteur.ra.wildfly.WildFlyManagedConnectionFactory")
                .put("jndi-name", "java:/eis/" + name));
        set(address, "name", name);
        properties.forEach((property, value) -> set(address, property, value));
        return this;
    }

    /**
     * Deploys it.
     *
     * @throws Management.RefusedException with the server's description of the failure
     */
    public void deploy() {
        server.deploy(Archives.rar(), ARCHIVE);
    }

    /** Takes the configuration away; what could not be deployed is not there. */
    @Override
    public void close() {
        execute(Management.operation("remove", ADDRESS));
    }

    private void set(String address, String property, String value) {
        execute(Management.operation("add", address + "/config-properties=" + property).put("value", value));
    }

    private void execute(ObjectNode operation) {
        operation.putObject("operation-headers").put("allow-resource-service-restart", true);
        server.management().execute(operation);
    }
}
