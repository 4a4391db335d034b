package dev.rapporteur.it.crash;

import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Servers;
import dev.rapporteur.it.posting.Counter;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.FreePorts;
import dev.rapporteur.testkit.database.PostgresServer;
import dev.rapporteur.testkit.disk.SmallDisk;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.net.FaultyProxy;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server of the scene, with its disk for the journals, and an application. For one thread, but for {@link #app}. */
final class Site implements AutoCloseable {

    private static final String APPLICATION = "posting";
    private static final String RAR = "rapporteur.rar";
    private static final long DISK_BYTES = 320L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final Path directory;
    private final SmallDisk disk;
    private final FaultyProxy toDatabase;
    private final WildFlyServer server;
    private final App app;
    private CompletableFuture<Void> redeployment = CompletableFuture.completedFuture(null);

    /**
     * Sets one up; it does not run yet.
     *
     * @param name also its node's in transactions
     * @param rar the adapter
     */
    Site(Path below, String name, Path rar, KafkaCluster kafka, PostgresServer postgres) {
        this.name = name;
        this.directory = below.resolve(name);
        this.disk = SmallDisk.at(
                directory.resolve("standalone/data/rapporteur").toAbsolutePath(),
                DISK_BYTES,
                directory.resolve("disk.log"));
        int port = FreePorts.next();
        this.toDatabase = new FaultyProxy(port, postgres.port());
        this.server = Servers.in(directory, name, kafka)
                .on(disk)
                .javaOption("-Xmx640m")
                .systemProperty("rapporteur.stopTimeout", "5s") // of six adapters in turn
                .systemProperty("rapporteur.segmentBytes", "2097152")
                .systemProperty("rapporteur.journalMaxBytes", "33554432")
                .systemProperty("rapporteur.memoryMaxBytes", "16777216")
                .create();
        server.configure(setUp(rar, port));
        this.app = App.on(server, APPLICATION);
    }

    private List<String> setUp(Path rar, int databasePort) {
        List<String> commands = new ArrayList<>(Servers.script());
        commands.add(Servers.ADAPTER + "/connection-definitions=rapporteur:remove");
        commands.add("/subsystem=transactions:write-attribute(name=default-timeout,value=20)");
        commands.add("deploy " + Archives.driver());
        commands.add("deploy " + rar);
        commands.add("deploy " + Archives.write(Archives.posting(APPLICATION + ".war"), directory));
        for (Book book : Book.values()) {
            commands.addAll(Servers.definition(book.title(), book.settings()));
            commands.add(book.source().command(book.title(), databasePort));
        }
        return commands;
    }

    String name() {
        return name;
    }

    WildFlyServer server() {
        return server;
    }

    /** Its application. */
    App app() {
        return app;
    }

    /** Where the driver of H2 finds its database, while it runs. */
    String h2Url() {
        return DataSource.h2Url(server.dataDirectory().toAbsolutePath().toString());
    }

    /** Does what can be done to a server. */
    void perform(Act act) {
        switch (act) {
            case KILL -> server.kill();
            case START -> server.launch();
            case PAUSE -> server.pause();
            case RESUME -> server.resume();
            case CUT_OFF -> toDatabase.refuse();
            case JOIN -> toDatabase.heal();
            case REDEPLOY -> {
                server.awaitServing();
                redeployment = CompletableFuture.runAsync(this::redeploy);
            }
            case FILL -> disk.fill();
            case FREE -> disk.free();
            case FORBID -> journals().forEach(disk::forbid);
            case ALLOW -> journals().forEach(disk::allow);
        }
    }

    private List<String> journals() {
        return Arrays.stream(Book.values())
                .map(Book::title)
                .filter(book -> Files.exists(disk.contents().resolve(book)))
                .toList();
    }

    /** Lets it go on, or starts it. */
    void launch() {
        if (server.isRunning()) {
            server.resume();
        } else {
            server.launch();
        }
    }

    /** Undoes all harm, and does what an operator does after an adapter that could not start: deploys it anew. */
    void heal() {
        perform(Act.FREE);
        perform(Act.ALLOW);
        perform(Act.JOIN);
        launch();
        server.awaitServing();
        redeployment
                .exceptionally(
                        failure -> { // what it has left undone shows below
                            System.out.println("A redeployment on " + name + " was cut short: " + failure);
                            return null;
                        })
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (!works()) {
            redeploy();
        }
        Await.until("the application of " + name + " works", PATIENCE, this::works);
    }

    private boolean works() {
        try {
            return Arrays.stream(Book.values())
                    .allMatch(book ->
                            app.call(Counter.class, "ping", book.title()).equals(Counter.DONE));
        } catch (App.CallFailedException | UncheckedIOException e) {
            return false; // nor is it deployed without its adapter
        }
    }

    private void redeploy() {
        server.management().execute(Management.operation("redeploy", "/deployment=" + RAR));
    }

    /** Kills it, and keeps a copy of the journals, which go with the disk. */
    void keepJournals() {
        perform(Act.KILL);
        perform(Act.FREE);
        perform(Act.ALLOW);
        disk.copyTo(directory.resolve("journals"));
    }

    @Override
    public void close() {
        server.close();
        toDatabase.close();
        disk.close();
    }
}
