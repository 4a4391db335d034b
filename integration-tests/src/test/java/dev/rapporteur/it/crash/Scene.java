package dev.rapporteur.it.crash;

import dev.rapporteur.testkit.database.PostgresServer;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All parts: servers, brokers, the database. For one thread. */
final class Scene implements AutoCloseable {

    /** Brokers that find one another dead sooner than usual. */
    private static final String BROKER_SESSION_MS = "3000";

    private static final Map<String, String> POSTGRES = Map.of(
            "max_connections", "150",
            "max_prepared_transactions", "60",
            "track_commit_timestamp", "on",
            "lock_timeout", "5s");

    private final KafkaCluster kafka;
    private final PostgresServer postgres;
    private final List<Site> sites = new ArrayList<>();
    private final List<Instant> databaseKills = new ArrayList<>();

    private Scene(KafkaCluster kafka, PostgresServer postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /** Sets all parts up below a directory, and starts them, with this adapter. */
    static Scene open(Path directory, Path rar) {
        KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka"))
                .nodes(Part.BROKER.names().size())
                .property("broker.session.timeout.ms", BROKER_SESSION_MS)
                .start();
        PostgresServer postgres = PostgresServer.startIn(directory, POSTGRES);
        Scene scene = new Scene(kafka, postgres);
        try {
            for (String server : Part.SERVER.names()) {
                scene.sites.add(new Site(directory, server, rar, kafka, postgres));
            }
            scene.heal();
            return scene;
        } catch (RuntimeException e) {
            scene.close();
            throw e;
        }
    }

    KafkaCluster kafka() {
        return kafka;
    }

    PostgresServer postgres() {
        return postgres;
    }

    List<Site> sites() {
        return List.copyOf(sites);
    }

    /** When the database was killed. */
    List<Instant> databaseKills() {
        return List.copyOf(databaseKills);
    }

    /** Carries a step out. A server or a broker that is killed already can be killed again. */
    void perform(Step step) {
        Part kind = Part.of(step.part());
        int number = kind.numberOf(step.part());
        switch (kind) {
            case SERVER -> sites.get(number - 1).perform(step.act());
            case BROKER -> perform(step.act(), kafka.broker(number));
            case DATABASE -> performOnDatabase(step.act());
        }
    }

    private static void perform(Act act, KafkaBroker broker) {
        switch (act) {
            case KILL -> broker.kill();
            case START -> broker.launch();
            case PAUSE -> broker.pause();
            case RESUME -> broker.resume();
            case CUT_OFF, JOIN, REDEPLOY, FILL, FREE, FORBID, ALLOW ->
                throw new IllegalArgumentException(act + " is nothing for " + broker);
        }
    }

    private void performOnDatabase(Act act) {
        switch (act) {
            case KILL -> {
                postgres.kill();
                databaseKills.add(Instant.now()); // nothing commits from here until it is started
            }
            case START -> postgres.start();
            case PAUSE -> postgres.pause();
            case RESUME -> postgres.resume();
            case CUT_OFF, JOIN, REDEPLOY, FILL, FREE, FORBID, ALLOW ->
                throw new IllegalArgumentException(act + " is nothing for a database");
        }
    }

    /** Undoes all harm, and waits until everything serves. */
    void heal() {
        for (KafkaBroker broker : kafka.brokers()) {
            if (broker.isRunning()) {
                broker.resume();
            } else {
                broker.launch();
            }
        }
        postgres.start();
        postgres.resume();
        sites.forEach(Site::launch);
        kafka.brokers().forEach(KafkaBroker::awaitServing);
        sites.forEach(Site::heal);
    }

    /** Kills all servers, and starts them again. */
    void restartServers() {
        sites.forEach(site -> site.perform(Act.KILL));
        heal();
    }

    /** Keeps what would go with the disks. */
    void keepJournals() {
        sites.forEach(Site::keepJournals);
    }

    @Override
    public void close() {
        sites.forEach(Site::close);
        postgres.close();
        kafka.close();
    }
}
