package dev.rapporteur.ra;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import org.jspecify.annotations.Nullable;

/**
 * A connection definition's place for its engine: there from the definition's activation on, filled
 * while the resource adapter is started.
 *
 * <p>NEW -> open -> OPEN -> close -> CLOSED, and NEW -> close -> CLOSED. Opened and closed by the
 * resource adapter's lifecycle; read by all threads without a lock.
 */
final class EngineSlot {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    /**
     * An open engine, and the transactions of the server it runs in.
     *
     * @param engine the engine
     * @param transactions what callers' transactions allow
     */
    record Running(Engine engine, Transactions transactions) {}

    private final EngineConfig config;
    private volatile @Nullable Running running;
    private volatile boolean closed;

    EngineSlot(EngineConfig config) {
        this.config = config;
    }

    EngineConfig config() {
        return config;
    }

    boolean isClosed() {
        return closed;
    }

    /** The open engine, or null. */
    @Nullable
    Running ifRunning() {
        return running;
    }

    /**
     * The open engine.
     *
     * @throws NotAvailableException if it isn't open yet, or not any more
     */
    Running running() {
        Running now = running;
        if (now == null) {
            throw new NotAvailableException("The resource adapter of the connection definition \"" + config.name()
                    + "\" is " + (closed ? "stopped" : "not started yet")
                    + ". Deploy or enable it, or look up its connection factory again after a redeployment.");
        }
        return now;
    }

    /**
     * Opens the engine, with the archive's class loader as the thread's: Kafka's client finds its
     * classes by that.
     *
     * @throws RuntimeException as the engine says; the slot is closed then
     */
    void open(Transactions transactions) {
        if (closed || running != null) {
            throw new IllegalStateException("The engine of \"" + config.name() + "\" can't be opened: it is "
                    + (closed ? "CLOSED" : "OPEN") + ", not NEW.");
        }
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(Engine.class.getClassLoader());
        try {
            Engine engine = Engine.open(config);
            running = new Running(engine, transactions);
            LOG.log(
                    System.Logger.Level.INFO,
                    "Rapporteur \"{0}\" is open: journal {1} in {2}, brokers {3}.",
                    config.name(),
                    engine.journalId(),
                    config.journalDirectory(),
                    config.kafka().get("bootstrap.servers"));
        } catch (RuntimeException | Error e) {
            closed = true;
            throw e;
        } finally {
            thread.setContextClassLoader(callers);
        }
    }

    /** Closes the engine if it is open: new work is refused at once, what is under way may end. */
    void close() {
        Running last = running;
        closed = true;
        running = null;
        if (last != null) {
            last.engine().close();
            LOG.log(System.Logger.Level.INFO, "Rapporteur \"{0}\" is closed.", config.name());
        }
    }
}
