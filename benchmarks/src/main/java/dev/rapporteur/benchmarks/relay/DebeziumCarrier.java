package dev.rapporteur.benchmarks.relay;

import dev.rapporteur.testkit.Await;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.transforms.outbox.EventRouter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.FileOffsetBackingStore;
import org.jspecify.annotations.Nullable;

/**
 * Debezium: reads the inserts out of PostgreSQL's log by a replication slot, with its engine within a program, and its router of outbox
 * events. A batch counts as processed when Kafka has acknowledged it all; how far that is stands in a file and in the slot, so that
 * what is not processed comes again. The table's rows stay.
 *
 * <p>Settings whose reason is not given are as Debezium's pages on its engine, its connector for PostgreSQL and its router have them.
 */
final class DebeziumCarrier implements Carrier {

    private static final String SLOT = "outbox";
    private static final Duration STREAMING_WITHIN = Duration.ofMinutes(1);

    private final RelayTask task;
    private final Destination kafka;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private volatile @Nullable Throwable failure;

    DebeziumCarrier(RelayTask task) {
        this.task = task;
        this.kafka = new Destination(task.bootstrapServers());
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(settings(task))
                .using((success, message, thrown) -> {
                    if (!success) {
                        failure = thrown == null ? new IllegalStateException(message) : thrown;
                    }
                })
                .notifying((records, committer) -> carry(records, committer))
                .build();
    }

    private static Properties settings(RelayTask task) {
        URI database = URI.create(task.jdbcUrl().substring("jdbc:".length()));
        Properties settings = new Properties();
        settings.setProperty("name", SLOT);
        settings.setProperty("connector.class", PostgresConnector.class.getName());
        settings.setProperty("topic.prefix", SLOT);
        settings.setProperty("database.hostname", database.getHost());
        settings.setProperty("database.port", Integer.toString(database.getPort()));
        settings.setProperty("database.dbname", database.getPath().substring(1));
        settings.setProperty("database.user", task.user());
        settings.setProperty("database.password", "");
        readOnlyInserts(settings);
        route(settings);
        remember(settings, task);
        tune(settings);
        return settings;
    }

    /** Of the outbox table alone, from the slot's beginning on: deletions and truncations of it are not even sent by the database. */
    private static void readOnlyInserts(Properties settings) {
        settings.setProperty("plugin.name", "pgoutput");
        settings.setProperty("slot.name", SLOT);
        settings.setProperty("publication.name", SLOT);
        settings.setProperty("publication.autocreate.mode", "filtered");
        settings.setProperty("table.include.list", "public.outbox");
        settings.setProperty("skipped.operations", "u,d,t");
        settings.setProperty("tombstones.on.delete", "false");
        settings.setProperty("snapshot.mode", "no_data");
    }

    private static void route(Properties settings) {
        settings.setProperty("transforms", "outbox");
        settings.setProperty("transforms.outbox.type", EventRouter.class.getName());
        settings.setProperty("transforms.outbox.table.field.event.id", "id");
        settings.setProperty("transforms.outbox.table.field.event.key", "key_");
        settings.setProperty("transforms.outbox.table.field.event.payload", "payload");
        settings.setProperty("transforms.outbox.route.by.field", "topic");
        settings.setProperty("transforms.outbox.route.topic.replacement", "${routedByValue}");
    }

    private static void remember(Properties settings, RelayTask task) {
        settings.setProperty("offset.storage", FileOffsetBackingStore.class.getName());
        settings.setProperty(
                "offset.storage.file.filename",
                task.directory().resolve("offsets").toString());
        // A crash sends again what a second brought, not a minute: the file is small, and is written beside the work.
        settings.setProperty("offset.flush.interval.ms", "1000");
    }

    private static void tune(Properties settings) {
        // Larger batches and a longer queue than the default's (2048 and 8192) were tried, and carry no more.

        // So long it waits for a batch to get full, and looks away when there is nothing: by default up to 500 ms of
        // each row's delay.
        settings.setProperty("poll.interval.ms", "20");
    }

    @Override
    public void run(Runnable serving) throws IOException {
        Thread watch = new Thread(() -> watch(serving), "streaming");
        watch.setDaemon(true);
        watch.start();
        try (kafka) {
            engine.run();
        }
        if (failure != null) {
            throw new IOException("Debezium has ended", failure);
        }
    }

    /** An engine that does not stream ends, so that whoever started it needs not wait. */
    private void watch(Runnable serving) {
        try {
            awaitStreaming();
            serving.run();
        } catch (RuntimeException e) {
            failure = e;
            stop();
        }
    }

    /** On a session of its own: the engine tells only that its task has begun. */
    private void awaitStreaming() {
        try (Connection database = task.connect();
                Statement statement = database.createStatement()) {
            Await.until("the slot is read", STREAMING_WITHIN, () -> {
                try (ResultSet streams = statement.executeQuery(
                        "SELECT 1 FROM pg_replication_slots JOIN pg_stat_replication ON active_pid = pid"
                                + " WHERE slot_name = '" + SLOT + "' AND state IN ('catchup', 'streaming')")) {
                    return streams.next();
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("Whether the slot is read can't be asked", e);
        }
    }

    private void carry(
            List<RecordChangeEvent<SourceRecord>> records,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        for (RecordChangeEvent<SourceRecord> each : records) {
            SourceRecord routed = each.record();
            long id = (long) routed.headers().lastWithName("id").value();
            kafka.send(id, routed.topic(), (String) routed.key(), bytes(routed.value()));
        }
        try {
            kafka.awaitAcknowledged();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a batch", e.getCause());
        }
        for (RecordChangeEvent<SourceRecord> each : records) {
            committer.markProcessed(each);
        }
        committer.markBatchFinished();
    }

    private static byte[] bytes(Object payload) {
        return payload instanceof ByteBuffer buffer ? Utils.toArray(buffer) : (byte[]) payload;
    }

    @Override
    public void stop() {
        try {
            engine.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Debezium can't be stopped", e);
        } catch (IllegalStateException e) {
            // It has ended by itself.
        }
    }
}
