package dev.rapporteur.testkit.wildfly;

import dev.rapporteur.testkit.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wildfly.core.launcher.CliCommandBuilder;

/** Runs scripts with WildFly's own jboss-cli, in a process of its own; a failing command fails the call. */
final class CommandLine {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final ServerSettings server;

    CommandLine(ServerSettings server) {
        this.server = server;
    }

    /** Runs commands on the configuration of a server that is not running, by an embedded one. */
    void runOffline(List<String> commands) {
        List<String> all = new ArrayList<>();
        all.add("embed-server --std-out=echo --server-config=" + WildFlyServer.CONFIGURATION);
        all.addAll(commands);
        all.add("stop-embedded-server");
        run(builder().addJavaOption("-Djboss.server.base.dir=" + server.base()), all);
    }

    /** Runs commands on a running server. */
    void runOnline(List<String> commands, int managementPort) {
        run(builder().setConnection("remote+http", "127.0.0.1", managementPort), commands);
    }

    private CliCommandBuilder builder() {
        CliCommandBuilder builder = CliCommandBuilder.asModularLauncher(server.home());
        builder.addJavaOption("-Xmx256m");
        builder.addJavaOption("-XX:TieredStopAtLevel=1"); // it lives for seconds
        server.classesOptions().forEach(builder::addJavaOption);
        builder.addJavaOption(
                "-Djboss.cli.config=" + server.home().resolve("bin").resolve("jboss-cli.xml"));
        // The CLI's own log would go to the shared distribution.
        builder.addJavaOption("-Djboss.cli.log.file=" + server.directory().resolve("cli-trace.log"));
        return builder.setJavaHome(ServerSettings.javaHome());
    }

    private void run(CliCommandBuilder builder, List<String> commands) {
        try {
            Path script = Files.createTempFile(server.directory(), "script-", ".cli");
            Files.write(script, commands);
            List<String> command = builder.setScriptFile(script).build();
            Path log = server.directory().resolve("cli.log");
            try (ChildProcess cli = ChildProcess.start(
                    "jboss-cli", command, Map.of("JBOSS_HOME", server.home().toString()), log)) {
                if (cli.waitForExit(TIMEOUT) != 0) {
                    throw new IllegalStateException(
                            "jboss-cli refused " + script + "; its output ends so:\n" + cli.lastLines());
                }
            }
            Files.delete(script);
        } catch (IOException e) {
            throw new UncheckedIOException("jboss-cli could not be run in " + server.directory(), e);
        }
    }
}
