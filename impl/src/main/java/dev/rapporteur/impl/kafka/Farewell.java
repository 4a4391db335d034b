package dev.rapporteur.impl.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Closes a producer without its caller waiting for anything. Safe for any thread. */
final class Farewell {

    private final Producer<byte[], byte[]> producer;
    private final Consumer<Thread> ending;
    private final AtomicBoolean said = new AtomicBoolean();
    private volatile @Nullable Thread receiptThread;

    /**
     * Of one producer.
     *
     * @param ending told the thread that ends last, once it is said
     */
    Farewell(Producer<byte[], byte[]> producer, Consumer<Thread> ending) {
        this.producer = producer;
        this.ending = ending;
    }

    /** Told within each receipt: the present thread is the client's own. */
    void noteReceiptThread() {
        receiptThread = Thread.currentThread();
    }

    boolean isSaid() {
        return said.get();
    }

    /** Closes at once; the first time only. Within a receipt it has taken effect when this returns. */
    void say() {
        say(Duration.ZERO);
    }

    /** Closes; the first time only. Not within a receipt, the client may take so long to end what is under way. */
    void say(Duration within) {
        if (!said.compareAndSet(false, true)) {
            return;
        }
        Thread here = Thread.currentThread();
        if (here == receiptThread) {
            producer.close(Duration.ZERO);
            ending.accept(here);
        } else {
            // From here the same call would wait for the client's thread, which may be waiting for a broker.
            Thread closer = new Thread(() -> producer.close(within), "rapporteur-closing");
            closer.setDaemon(true);
            closer.setContextClassLoader(Farewell.class.getClassLoader());
            closer.start();
            ending.accept(closer);
        }
    }
}
