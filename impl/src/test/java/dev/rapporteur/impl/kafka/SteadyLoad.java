package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Places a report in each partition every some milliseconds, on a thread of its own, until it ends. */
final class SteadyLoad {

    private final Delivery delivery;
    private final PartitionBuffer[] buffers;
    private final Thread thread = new Thread(this::run, "steady-load");
    private volatile boolean over;

    SteadyLoad(Delivery delivery, PartitionBuffer... buffers) {
        this.delivery = delivery;
        this.buffers = buffers.clone();
        thread.start();
    }

    private void run() {
        while (!over) {
            delivery.placeAll(buffers, 1);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    void end() throws InterruptedException {
        over = true;
        thread.join();
    }
}
