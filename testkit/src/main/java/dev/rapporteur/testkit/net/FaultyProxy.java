package dev.rapporteur.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on the loopback address that fails as networks do: it delays, limits, cuts, and half-opens, which is to take bytes
 * and to drop them, with the connection left open. Any thread may tell it to.
 *
 * <pre>
 * carrying     as the conditions say
 * half-open    what goes in a dropped direction vanishes, of the connections that are there and of new ones; until heal()
 * refusing     there are no connections, and new ones are cut as soon as they come; until heal()
 * </pre>
 *
 * <p>A connection that has been half-open stays so until it is cut, as one that a firewall has forgotten: {@link #heal()} lets
 * new ones through.
 */
public final class FaultyProxy implements AutoCloseable {

    private static final long JOIN_MS = 5_000;

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Thread acceptor;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    /** Over, but their threads may not have ended yet. */
    private final Set<ProxiedConnection> leaving = ConcurrentHashMap.newKeySet();

    private final Object turn = new Object();
    private final Set<Direction> dropped = EnumSet.noneOf(Direction.class);
    private volatile Conditions conditions = Conditions.FAIR;
    private boolean refusing;
    private volatile boolean closed;

    /** Listens on a port and connects to another one for each connection that comes; the server need not be there yet. */
    public FaultyProxy(int port, int serverPort) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        try {
            this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("No proxy on port " + port, e);
        }
        this.acceptor = new Thread(this::accept, this + " accepts");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Where clients reach it: host and port. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Carries so from now on, on all connections. */
    public void carry(Conditions next) {
        conditions = next;
    }

    /** Drops what goes in these directions, on all connections of now and on those to come, until {@link #heal()}. */
    public void halfOpen(Direction first, Direction... others) {
        synchronized (turn) {
            dropped.addAll(EnumSet.of(first, others));
            connections.forEach(connection -> dropped.forEach(connection::drop));
        }
    }

    /** Cuts all connections; new ones may come. */
    public void cut() {
        synchronized (turn) {
            connections.forEach(ProxiedConnection::cut);
        }
    }

    /** Cuts all connections, and those to come, until {@link #heal()}. */
    public void refuse() {
        synchronized (turn) {
            refusing = true;
            cut();
        }
    }

    /** New connections are carried again, at once and without limit. Those that were half-open stay so. */
    public void heal() {
        synchronized (turn) {
            refusing = false;
            dropped.clear();
            conditions = Conditions.FAIR;
        }
    }

    /** How many connections there are. */
    public int connections() {
        return connections.size();
    }

    /** Cuts all, and ends its threads. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            acceptor.join(JOIN_MS);
            cut();
            for (ProxiedConnection connection : connections) {
                connection.awaitEnd(JOIN_MS);
            }
            for (ProxiedConnection connection : leaving) {
                connection.awaitEnd(JOIN_MS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "proxy " + listener.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                begin(client);
            } catch (IOException e) {
                pauseUnlessClosed();
            }
        }
    }

    /** As a broken network would: a server that is not there, or a refusal, is a connection that ends at once. */
    private void begin(Socket client) throws IOException {
        Socket upstream = new Socket();
        try {
            upstream.connect(server);
        } catch (IOException e) {
            client.close();
            return;
        }
        synchronized (turn) {
            ProxiedConnection connection =
                    new ProxiedConnection(client, upstream, () -> conditions, toString(), this::ended);
            if (refusing || closed) {
                connection.cut();
                return;
            }
            leaving.removeIf(ProxiedConnection::hasEnded);
            connections.add(connection);
            dropped.forEach(connection::drop);
            connection.start();
        }
    }

    private void ended(ProxiedConnection connection) {
        leaving.add(connection);
        connections.remove(connection);
    }

    private void pauseUnlessClosed() {
        try {
            TimeUnit.MILLISECONDS.sleep(closed ? 0 : 10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
