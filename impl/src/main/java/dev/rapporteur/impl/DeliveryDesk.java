package dev.rapporteur.impl;

import dev.rapporteur.impl.monitor.BrokerView;
import dev.rapporteur.impl.monitor.DeliveryMXBean;
import dev.rapporteur.impl.monitor.DeliveryMonitor;
import dev.rapporteur.impl.monitor.PartitionView;
import java.util.List;
import java.util.function.Supplier;

/** Operators' view of an engine's delivery, while it is open. For any thread. */
final class DeliveryDesk implements DeliveryMXBean {

    private final Supplier<DeliveryMonitor> monitor;

    /** Over the monitor of the present opening. */
    DeliveryDesk(Supplier<DeliveryMonitor> monitor) {
        this.monitor = monitor;
    }

    @Override
    public List<BrokerView> getBrokers() {
        return monitor.get().brokers();
    }

    @Override
    public int getPartitionCount() {
        return monitor.get().partitionCount();
    }

    @Override
    public List<PartitionView> getPartitions() {
        return partitions("", 0, MOST_PARTITIONS);
    }

    @Override
    public List<PartitionView> partitions(String topic, int from, int most) {
        if (from < 0 || most < 1 || most > MOST_PARTITIONS) {
            throw new IllegalArgumentException("From " + from + ", at most " + most + ": list 1 to " + MOST_PARTITIONS
                    + " partitions at once, from 0 on.");
        }
        return monitor.get().partitions(topic == null ? "" : topic, from, most);
    }
}
