package dev.rapporteur.it.many;

import dev.rapporteur.ReportPartitioner;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Chooses the first partition, always. It lies in the adapter's archive. */
public final class FirstPartition implements ReportPartitioner {

    @Override
    public int partition(String topic, @Nullable ByteBuffer key, @Nullable ByteBuffer payload, int partitions) {
        return 0;
    }
}
