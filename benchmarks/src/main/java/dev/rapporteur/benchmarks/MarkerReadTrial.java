package dev.rapporteur.benchmarks;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;

/** What a start pays: a new producer with the same id fences the last one, then the marker is read; in milliseconds. */
final class MarkerReadTrial implements Trial {

    private static final int TRANSACTION_RECORDS = 500;
    private static final double NANOS_PER_MILLI = 1e6;

    private final MarkerBed bed;
    private final MarkerKind kind;
    private final String topic;
    private final int partitions;
    private final int older;
    private final String transactionalId;
    private final Progress progress;

    /**
     * Writes the marker.
     *
     * @param topic has that many partitions
     * @param older how many markers at least were written before, of the same partitions
     */
    MarkerReadTrial(MarkerBed bed, MarkerKind kind, String topic, int partitions, int older) {
        this.bed = bed;
        this.kind = kind;
        this.topic = topic;
        this.partitions = partitions;
        this.older = older;
        this.transactionalId = bed.transactionalIdAt(1);
        this.progress = new Progress(bed, kind, bed.groupAt(1), 1);
        write();
    }

    static String name(MarkerKind kind, int partitions, int older) {
        return String.format(
                "%s: %d partitions%s",
                kind.label(), partitions, older > 0 ? String.format(", %,d older markers", older) : "");
    }

    @Override
    public String name() {
        return name(kind, partitions, older);
    }

    private void write() {
        try (KafkaProducer<byte[], byte[]> producer = bed.producer(transactionalId, Map.of())) {
            producer.initTransactions();
            Map<Integer, Long> next = new TreeMap<>();
            long written = 0;
            while (written <= older) {
                producer.beginTransaction();
                for (int i = 0; i < TRANSACTION_RECORDS && written <= older; i += partitions) {
                    for (int partition = 0; partition < partitions; partition++) {
                        next.put(partition, written++);
                    }
                    progress.write(producer, topic, next);
                }
                producer.commitTransaction();
            }
        }
    }

    @Override
    public double figure() throws Exception {
        long start = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = bed.producer(transactionalId, Map.of())) {
            producer.initTransactions();
            int found = progress.read();
            double time = (System.nanoTime() - start) / NANOS_PER_MILLI;
            if (found != partitions) {
                throw new IllegalStateException(
                        "The marker has " + found + " partitions of " + partitions + ", by " + name());
            }
            return time;
        }
    }
}
