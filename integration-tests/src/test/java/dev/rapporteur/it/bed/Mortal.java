package dev.rapporteur.it.bed;

import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A server for the tests that kill it, with the adapter and an application deployed; shared by them. */
public final class Mortal {

    private static final String APPLICATION = "mortal";

    private static @Nullable WildFlyServer server;

    private Mortal() {}

    /** The server, running. */
    public static synchronized WildFlyServer server() {
        WildFlyServer known = server;
        if (known == null) {
            Path directory = Bed.directory(APPLICATION);
            known = Servers.in(directory, APPLICATION, Bed.kafka())
                    .systemProperty("rapporteur.haltPoints", "true")
                    .create();
            server = known;
            Path war = Archives.write(Archives.war(APPLICATION + ".war"), directory);
            known.configure(Servers.setUp(Archives.rar(), war));
        }
        if (!known.isRunning()) {
            known.start();
        }
        return known;
    }

    /** Its application. */
    public static App app() {
        return App.on(server(), APPLICATION);
    }
}
