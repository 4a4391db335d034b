package dev.rapporteur.impl.kafka;

import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What tests ask a cluster about transactions that have not ended. */
final class OpenTransactions {

    private OpenTransactions() {}

    /** How many of a journal's transactional ids have one, as their coordinators say. */
    static int count(KafkaCluster kafka, UUID journalId) throws ExecutionException, InterruptedException {
        try (Admin admin = kafka.admin()) {
            return admin.listTransactions(new ListTransactionsOptions()
                            .filterOnTransactionalIdPattern("rapporteur-" + journalId + "-.*")
                            .filterStates(Set.of(TransactionState.ONGOING)))
                    .all()
                    .get()
                    .size();
        }
    }

    /** Whether readers of committed records can't read a topic's first partitions to their ends. */
    static boolean holdUpReaders(KafkaCluster kafka, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try (Admin admin = kafka.admin()) {
            return !offsets(admin, ends, IsolationLevel.READ_COMMITTED)
                    .equals(offsets(admin, ends, IsolationLevel.READ_UNCOMMITTED));
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Map<TopicPartition, OffsetSpec> asked, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(asked, new ListOffsetsOptions(level))
                .all()
                .get()
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}
