package dev.rapporteur.testkit.net;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One connection through a proxy: two pipes, which end together. Safe for any thread. */
final class ProxiedConnection {

    private final Socket client;
    private final Socket server;
    private final Pipe toServer;
    private final Pipe toClient;
    private final AtomicInteger pipes = new AtomicInteger(2);
    private final Consumer<ProxiedConnection> ended;

    ProxiedConnection(
            Socket client,
            Socket server,
            Supplier<Conditions> conditions,
            String proxy,
            Consumer<ProxiedConnection> ended) {
        this.client = client;
        this.server = server;
        this.ended = ended;
        this.toServer = new Pipe(client, server, conditions, proxy + " to server", this::pipeEnded);
        this.toClient = new Pipe(server, client, conditions, proxy + " to client", this::pipeEnded);
    }

    void start() {
        toServer.start();
        toClient.start();
    }

    void drop(Direction direction) {
        switch (direction) {
            case TO_SERVER -> toServer.drop();
            case TO_CLIENT -> toClient.drop();
        }
    }

    void cut() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use any more either way.
            }
        }
        toServer.end();
        toClient.end();
    }

    void awaitEnd(long maxMs) throws InterruptedException {
        toServer.awaitEnd(maxMs);
        toClient.awaitEnd(maxMs);
    }

    boolean hasEnded() {
        return toServer.hasEnded() && toClient.hasEnded();
    }

    private void pipeEnded() {
        if (pipes.decrementAndGet() == 0) {
            ended.accept(this);
        }
        cut();
    }
}
