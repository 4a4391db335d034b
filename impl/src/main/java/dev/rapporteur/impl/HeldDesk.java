package dev.rapporteur.impl;

import dev.rapporteur.impl.monitor.DeliveryMonitor;
import dev.rapporteur.impl.monitor.HeldPartitionsMXBean;
import dev.rapporteur.impl.monitor.HeldView;
import dev.rapporteur.impl.monitor.MappingView;
import dev.rapporteur.impl.outbound.PartitionId;
import java.lang.System.Logger;
import java.util.List;
import java.util.function.Supplier;

/** Operators' hands on what stands still in an engine, while it is open. For any thread. */
final class HeldDesk implements HeldPartitionsMXBean {

    private static final Logger LOG = System.getLogger(HeldDesk.class.getName());

    private final Supplier<DeliveryMonitor> monitor;
    private final Supplier<Mappings> mappings;

    /** Over the monitor and the mappings of the present opening. */
    HeldDesk(Supplier<DeliveryMonitor> monitor, Supplier<Mappings> mappings) {
        this.monitor = monitor;
        this.mappings = mappings;
    }

    @Override
    public int getHeldCount() {
        return monitor.get().held().size();
    }

    @Override
    public List<HeldView> getHeld() {
        return monitor.get().held().stream().limit(MOST_HELD).toList();
    }

    @Override
    public void retryNow(String topic, int partition) {
        PartitionId id = new PartitionId(topic, partition);
        if (!monitor.get().retryNow(id)) {
            throw new IllegalArgumentException(id + " does not stand still (any more): look at the list again.");
        }
        LOG.log(Logger.Level.INFO, "An operator has {0} tried again at once", id);
    }

    @Override
    public int retryAllNow() {
        int count = monitor.get().retryAllNow();
        LOG.log(Logger.Level.INFO, "An operator has all that stands still tried again at once: {0}", count);
        return count;
    }

    @Override
    public List<MappingView> getMappings() {
        return monitor.get().mappings();
    }

    @Override
    public void mapPartition(String topic, int from, int to, String reason) {
        mappings.get().map(topic, from, to, reason);
    }

    @Override
    public void endMapping(String topic, int from, String reason) {
        mappings.get().map(topic, from, from, reason);
    }
}
