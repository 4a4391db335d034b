package dev.rapporteur.it.bed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.util.ArrayList;
import java.util.List;

/** Further data sources of the ledger's server for the ledger's database; those that are left are taken away on {@link #close}. */
public final class DataSources implements AutoCloseable {

    private static final String PREFIX = "java:/jdbc/";

    private final WildFlyServer server = Ledger.server();
    private final List<String> addresses = new ArrayList<>();

    /** One as applications should have it. */
    public void add(String name, String user) {
        add(name, user, true);
    }

    /** One that takes no part in transactions. */
    public void addWithoutJta(String name, String user) {
        add(name, user, false);
    }

    private void add(String name, String user, boolean jta) {
        server.management()
                .execute(common("data-source", name, user)
                        .put("connection-url", Ledger.database().url())
                        .put("jta", jta));
    }

    /** One that commits in two phases. */
    public void addXa(String name, String user) {
        ObjectNode both = Management.operation("composite", "/");
        ObjectNode source =
                common("xa-data-source", name, user).put("xa-datasource-class", "org.postgresql.xa.PGXADataSource");
        ObjectNode url = Management.operation("add", address("xa-data-source", name) + "/xa-datasource-properties=URL")
                .put("value", Ledger.database().url());
        both.putArray("steps").add(source).add(url);
        server.management().execute(both);
    }

    private ObjectNode common(String kind, String name, String user) {
        String address = address(kind, name);
        addresses.add(address);
        return Management.operation("add", address)
                .put("jndi-name", PREFIX + name)
                .put("driver-name", Archives.driver().getFileName().toString())
                .put("user-name", user);
    }

    private static String address(String kind, String name) {
        return "/subsystem=datasources/" + kind + "=" + name;
    }

    @Override
    public void close() {
        removeAll();
    }

    /** Takes all away. */
    public void removeAll() {
        for (String address : addresses) {
            server.management().execute(Management.operation("remove", address));
        }
        addresses.clear();
    }
}
