package dev.rapporteur.testkit.wildfly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rapporteur.testkit.ChildProcess;
import dev.rapporteur.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/**
 * A real WildFly on the loopback address: the unpacked distribution is shared and only read, what is the
 * server's own (configuration, data, deployments, logs) lies below a directory of its own. Ports and data
 * stay the same over restarts. For one thread at a time.
 *
 * <pre>{@code
 * try (WildFlyServer server = WildFlyServer.in(directory).quickRecovery().create()) {
 *     server.configure(List.of("/subsystem=ejb3:write-attribute(name=default-resource-adapter-name,value=x)"));
 *     server.start();
 *     server.deploy(war);
 *     server.kill();
 *     server.start();
 * }
 * }</pre>
 */
public final class WildFlyServer implements AutoCloseable {

    /** The configuration that servers run with. */
    static final String CONFIGURATION = "standalone.xml";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    private final ServerSettings settings;
    private final int httpPort = FreePorts.next();
    private final int httpsPort = FreePorts.next();
    private final int managementPort = FreePorts.next();
    private final Management management;
    private volatile @Nullable ChildProcess process;

    WildFlyServer(ServerSettings settings) {
        this.settings = settings;
        this.management = new Management(
                URI.create("http://127.0.0.1:" + managementPort + "/management"),
                BaseDirectory.USER,
                BaseDirectory.PASSWORD);
    }

    /** A server whose own files lie below a directory. */
    public static WildFlyBuilder in(Path directory) {
        return new WildFlyBuilder(directory);
    }

    /** Where its applications are reached. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    /** Where its admin console is reached; user {@value BaseDirectory#USER}, password {@value BaseDirectory#PASSWORD}. */
    public URI consoleUrl() {
        return URI.create("http://127.0.0.1:" + managementPort + "/console/index.html");
    }

    /** Its management; answers while it runs. */
    public Management management() {
        return management;
    }

    /** Its data directory, where transaction log, databases and journals lie. */
    public Path dataDirectory() {
        return settings.base().resolve("data");
    }

    /** Its output, of all starts one after the other. */
    public Path log() {
        return settings.directory().resolve("server.log");
    }

    /** Whether its process is there. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Runs CLI commands: on the configuration by an embedded server while it is stopped, else on the running server. */
    public void configure(List<String> commands) {
        CommandLine commandLine = new CommandLine(settings);
        if (isRunning()) {
            commandLine.runOnline(commands, managementPort);
        } else {
            commandLine.runOffline(commands);
        }
    }

    /** Runs a CLI script, as {@link #configure(List)} does. */
    public void configure(Path script) {
        try {
            configure(Files.readAllLines(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it serves, the deployments it knows included. */
    public void start() {
        start(List.of());
    }

    /** Starts it with further JVM options, this time only. */
    public void start(List<String> javaOptions) {
        launch(javaOptions);
        awaitServing();
    }

    /** Starts it and doesn't wait. */
    public void launch() {
        launch(List.of());
    }

    private void launch(List<String> javaOptions) {
        if (isRunning()) {
            throw new IllegalStateException(process + " runs already");
        }
        process = ChildProcess.start("WildFly", command(javaOptions), log());
    }

    /** Waits until it serves, the deployments it knows included. */
    public void awaitServing() {
        started().awaitServing(START_TIMEOUT, this::serves);
    }

    /**
     * Stops it orderly; kills it if it doesn't in a minute.
     *
     * @return whether it has ended by itself, or was not started
     */
    public boolean stop() {
        return process == null || process.terminate(STOP_TIMEOUT);
    }

    /** Kills it as kill -9 does. */
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Hangs it: SIGSTOP. */
    public void pause() {
        started().pause();
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        started().resume();
    }

    /**
     * Waits for a server that ends by itself.
     *
     * @return its exit status
     */
    public int waitForExit(Duration within) {
        return started().waitForExit(within);
    }

    /** Deploys an archive under its file's name, in the place of one of that name. */
    public void deploy(Path archive) {
        deploy(archive, archive.getFileName().toString());
    }

    /**
     * Deploys an archive and waits until it is up.
     *
     * @param archive the file, copied by the server
     * @param name the deployment's name, in the place of one of that name
     * @throws Management.RefusedException if the server can't deploy it; it is then not deployed
     */
    public void deploy(Path archive, String name) {
        boolean replaces = deployments().has(name);
        ObjectNode operation = replaces
                ? Management.operation("full-replace-deployment", "/").put("name", name)
                : Management.operation("add", "/deployment=" + name);
        operation.put("enabled", true);
        operation.putArray("content").addObject().put("url", archive.toUri().toString());
        management.execute(operation);
    }

    /** Takes a deployment away. */
    public void undeploy(String name) {
        management.execute(Management.operation("undeploy", "/deployment=" + name));
        management.execute(Management.operation("remove", "/deployment=" + name));
    }

    /** Kills it if it runs; its files stay. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return process == null ? "WildFly in " + settings.directory() : process.toString();
    }

    private ChildProcess started() {
        if (process == null) {
            throw new IllegalStateException(this + " was not started");
        }
        return process;
    }

    private boolean serves() {
        return management.readAttribute("/", "server-state").asText().equals("running");
    }

    private JsonNode deployments() {
        return management.execute(
                Management.operation("read-children-resources", "/").put("child-type", "deployment"));
    }

    private List<String> command(List<String> furtherJavaOptions) {
        StandaloneCommandBuilder builder = StandaloneCommandBuilder.of(settings.home());
        builder.setBaseDirectory(settings.base());
        builder.setJavaHome(ServerSettings.javaHome());
        builder.setJavaOptions(settings.javaOptions());
        builder.addJavaOptions(furtherJavaOptions);
        builder.addJavaOptions(settings.classesOptions());
        builder.setServerConfiguration(CONFIGURATION);
        builder.setBindAddressHint("127.0.0.1");
        builder.addServerArgument("-Djboss.http.port=" + httpPort);
        builder.addServerArgument("-Djboss.https.port=" + httpsPort);
        builder.addServerArgument("-Djboss.management.http.port=" + managementPort);
        List<String> command = new ArrayList<>(settings.entry());
        command.addAll(builder.build());
        return command;
    }
}
