package dev.rapporteur.it.bed;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.testkit.ClassArchive;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import java.util.List;

/** The archive of the classes of the tests' servers, for all JVMs of a build: most of a server's start is the loading of classes. */
final class ServerClasses {

    private static final String NAME = "classes";

    private static final ClassArchive ARCHIVE = new ClassArchive(Path.of("target", "server-classes"));

    private ServerClasses() {}

    /** Has it made by whoever comes first, of a server with the adapter and an application that has paid and reported once. */
    static ClassArchive of(KafkaCluster kafka) {
        ARCHIVE.make(option -> record(kafka, option));
        return ARCHIVE;
    }

    private static void record(KafkaCluster kafka, String option) {
        Path directory = ARCHIVE.directory();
        try (WildFlyServer server = Servers.in(directory, NAME, kafka).create()) {
            server.configure(Servers.setUp(Archives.rar(), Archives.write(Archives.war(NAME + ".war"), directory)));
            server.start(List.of(option));
            App app = App.on(server, NAME);
            Topic topic = Topic.create(kafka, NAME, 1);
            app.call(Payments.class, "pay", topic, "recorded");
            topic.arrived(app);
            if (!server.stop()) {
                throw new IllegalStateException(server + " was killed");
            }
        }
    }
}
