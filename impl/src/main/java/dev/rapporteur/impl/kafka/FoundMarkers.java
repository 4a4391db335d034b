package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.Markers;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Gathers one journal's markers out of the progress topic's records, which other journals may share. */
final class FoundMarkers {

    /** Whose markers supersede one another: one opening of the journal, with one cluster. */
    private record Opening(String clusterId, long incarnation) {}

    private final UUID journalId;
    private final Map<PartitionId, Map<Opening, Marker>> found = new HashMap<>();
    private final Map<PartitionId, String> unclear = new HashMap<>();
    private long strange;

    FoundMarkers(UUID journalId) {
        this.journalId = journalId;
    }

    /** A record without value, as an operator may write it, is passed over: no marker is taken back. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        MarkerCodec.Key key;
        try {
            key = MarkerCodec.key(record.key() == null ? new byte[0] : record.key());
        } catch (MarkerCodec.NotUnderstoodException e) {
            strange++;
            return;
        }
        if (!key.journalId().equals(journalId) || record.value() == null) {
            return;
        }
        try {
            Marker marker = MarkerCodec.value(key, record.value());
            found.computeIfAbsent(key.partition(), any -> new HashMap<>())
                    .merge(new Opening(marker.clusterId(), marker.incarnation()), marker, Marker::later);
        } catch (MarkerCodec.NotUnderstoodException e) {
            unclear.put(
                    key.partition(),
                    e.getMessage() + " (at offset " + record.offset() + " of " + record.topic() + "-"
                            + record.partition() + ").");
        }
    }

    Markers result(Set<TopicPartition> unread) {
        Map<PartitionId, List<Marker>> markers = new HashMap<>();
        found.forEach((partition, each) -> markers.put(partition, List.copyOf(each.values())));
        return new Markers(
                markers, unread.stream().map(TopicPartition::partition).collect(Collectors.toSet()), unclear, strange);
    }
}
