package dev.rapporteur.benchmarks.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Takes rows by their numbers, sends them, and deletes them when Kafka has acknowledged them all, in one transaction. If it ends in
 * between, the rows are still there.
 */
final class PollingCarrier implements Carrier {

    private static final int BATCH = 1000;
    private static final long PAUSE_MS = 20;

    private final RelayTask task;
    private final CountDownLatch stopped = new CountDownLatch(1);

    PollingCarrier(RelayTask task) {
        this.task = task;
    }

    @Override
    public void run(Runnable serving) throws SQLException, ExecutionException, InterruptedException {
        try (Connection database = task.connect();
                PreparedStatement select = database.prepareStatement(
                        "SELECT id, topic, key_, payload FROM outbox ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED");
                PreparedStatement delete = database.prepareStatement("DELETE FROM outbox WHERE id = ANY (?)");
                Destination kafka = new Destination(task.bootstrapServers())) {
            planEachTime(database);
            database.setAutoCommit(false);
            select.setInt(1, BATCH);
            serving.run();
            int carried;
            do {
                List<Long> rows = send(select, kafka);
                if (!rows.isEmpty()) {
                    kafka.awaitAcknowledged();
                    delete.setArray(1, database.createArrayOf("bigint", rows.toArray()));
                    delete.executeUpdate();
                }
                database.commit();
                carried = rows.size();
            } while (!stopped.await(carried == BATCH ? 0 : PAUSE_MS, TimeUnit.MILLISECONDS));
        }
    }

    /**
     * A plan that was made for the empty table would sort all that waits. PostgreSQL makes it anew only for statements with
     * parameters: hence the one of LIMIT.
     */
    private static void planEachTime(Connection database) throws SQLException {
        try (Statement set = database.createStatement()) {
            set.execute("SET plan_cache_mode = force_custom_plan");
        }
    }

    /** The numbers of the rows that are under way now; they stay locked. */
    private static List<Long> send(PreparedStatement select, Destination kafka) throws SQLException {
        List<Long> rows = new ArrayList<>(BATCH);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long id = row.getLong("id");
                kafka.send(id, row.getString("topic"), row.getString("key_"), row.getBytes("payload"));
                rows.add(id);
            }
        }
        return rows;
    }

    @Override
    public void stop() {
        stopped.countDown();
    }
}
