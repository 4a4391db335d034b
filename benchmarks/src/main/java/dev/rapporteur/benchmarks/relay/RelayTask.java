package dev.rapporteur.benchmarks.relay;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * What a relay's process is told.
 *
 * @param kind which relay
 * @param directory for what it has to remember
 * @param jdbcUrl the database of the outbox table
 * @param user logs in there, without a password, and may replicate
 * @param bootstrapServers Kafka's
 */
record RelayTask(Relay.Kind kind, Path directory, String jdbcUrl, String user, String bootstrapServers) {

    /** As its process gets it. */
    List<String> arguments() {
        return List.of(kind.name(), directory.toString(), jdbcUrl, user, bootstrapServers);
    }

    static RelayTask of(String[] arguments) {
        return new RelayTask(
                Relay.Kind.valueOf(arguments[0]), Path.of(arguments[1]), arguments[2], arguments[3], arguments[4]);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, "");
    }

    /** Exists when and while the relay serves; a killed one leaves it behind. */
    Path readyFile() {
        return directory.resolve("ready");
    }
}
