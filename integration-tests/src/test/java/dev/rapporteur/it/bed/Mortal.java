package dev.rapporteur.it.bed;

import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server for the tests that kill it, with the adapter and an application deployed; shared by them. */
public final class Mortal {

    private static final String APPLICATION = "mortal";

    /**
     * Its worker threads end when they have nothing to do. On those whose request met the end of its deployment WildFly leaves a frame
     * of its connection manager (CachedConnectionManagerSetupAction is set up and never torn down), which holds all that the
     * deployment used.
     */
    private static final List<String> MORTAL_WORKERS = List.of(
            "/subsystem=io/worker=default:write-attribute(name=task-core-threads,value=0)",
            "/subsystem=io/worker=default:write-attribute(name=task-keepalive,value=1000)");

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
            known.configure(MORTAL_WORKERS);
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
