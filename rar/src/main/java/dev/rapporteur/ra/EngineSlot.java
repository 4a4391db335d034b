package dev.rapporteur.ra;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.decision.JdbcDatabases;
import org.jspecify.annotations.Nullable;

/**
 * A connection definition's place for its engine: there from the definition's activation on, filled
 * while the resource adapter is started.
 *
 * <pre>
 * NEW     -> OPEN     open()
 * NEW     -> CLOSED   close(), or open() failed
 * OPEN    -> CLOSING  close(): the engine refuses new branches and still serves those at work
 * CLOSING -> CLOSED   the engine has closed
 * </pre>
 *
 * <p>Opened and closed by the resource adapter's lifecycle; read by all threads without a lock.
 */
final class EngineSlot {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    private enum State {
        NEW,
        OPEN,
        CLOSING,
        CLOSED;

        boolean mayBecome(State next) {
            return switch (this) {
                case NEW -> next == OPEN || next == CLOSED;
                case OPEN -> next == CLOSING;
                case CLOSING -> next == CLOSED;
                case CLOSED -> false;
            };
        }
    }

    /**
     * An open engine, and the transactions of the server it runs in.
     *
     * @param engine the engine
     * @param transactions what callers' transactions allow
     */
    record Running(Engine engine, Transactions transactions) {}

    private final EngineConfig config;
    private volatile State state = State.NEW;
    private volatile @Nullable Running running;

    EngineSlot(EngineConfig config) {
        this.config = config;
    }

    EngineConfig config() {
        return config;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Whether new connections may be made: not while what is at work is only waited for. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** The engine, as long as it serves anybody: open or closing. Else null. */
    @Nullable
    Running ifRunning() {
        return running;
    }

    /**
     * The engine, as long as it serves anybody. One that is closing refuses new branches by itself, so
     * that transactions at work can still send, prepare and commit.
     *
     * @throws NotAvailableException if it isn't open yet, or not any more
     */
    Running running() {
        Running now = running;
        if (now == null) {
            throw new NotAvailableException("The resource adapter of the connection definition \"" + config.name()
                    + "\" is " + (isClosed() ? "stopped" : "not started yet")
                    + ". Deploy or enable it, or look up its connection factory again after a redeployment.");
        }
        return now;
    }

    private synchronized void become(State next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "The engine of \"" + config.name() + "\" is " + state + " and can't become " + next + ".");
        }
        state = next;
    }

    /**
     * Opens the engine, with the archive's class loader as the thread's: Kafka's client finds its
     * classes by that.
     *
     * @throws RuntimeException as the engine says; the slot is closed then
     */
    void open(Transactions transactions) {
        if (state != State.NEW) {
            throw new IllegalStateException(
                    "The engine of \"" + config.name() + "\" can't be opened: it is " + state + ", not NEW.");
        }
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(Engine.class.getClassLoader());
        try {
            Engine engine = Engine.open(config, new JdbcDatabases(new JndiDataSources(), config.deciding()));
            running = new Running(engine, transactions);
            become(State.OPEN);
            LOG.log(
                    System.Logger.Level.INFO,
                    "Rapporteur \"{0}\" is open: journal {1} in {2}, brokers {3}.",
                    config.name(),
                    engine.journalId(),
                    config.journalDirectory(),
                    config.kafka().get("bootstrap.servers"));
        } catch (RuntimeException | Error e) {
            become(State.CLOSED);
            throw e;
        } finally {
            thread.setContextClassLoader(callers);
        }
    }

    /**
     * Closes the engine if it is open, and returns when it has closed: new work is refused at once,
     * what is under way may end within the engine's stopTimeout. Does nothing if it closes already.
     */
    void close() {
        Running last = beginClosing();
        if (last == null) {
            return;
        }
        try {
            last.engine().close();
            LOG.log(System.Logger.Level.INFO, "Rapporteur \"{0}\" is closed.", config.name());
        } finally {
            running = null; // also if it failed: such an engine serves nobody
            become(State.CLOSED);
        }
    }

    /** The engine that this caller has to close, or null. */
    private synchronized @Nullable Running beginClosing() {
        switch (state) {
            case NEW -> become(State.CLOSED);
            case OPEN -> {
                become(State.CLOSING);
                return running;
            }
            case CLOSING, CLOSED -> {}
        }
        return null;
    }
}
