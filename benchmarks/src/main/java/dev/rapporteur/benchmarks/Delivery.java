package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.relay.Relay;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** What brings a peer's messages to where they are read, as long as it is open. For one thread. */
interface Delivery extends AutoCloseable {

    /** Waits until the messages of so many transactions more are delivered. */
    void await(long transactions);

    @Override
    void close() throws SQLException;

    /**
     * Starts it, if it is not the server that delivers.
     *
     * @param directory for a relay's files
     * @param warmUp how long a relay carries before it is measured
     */
    static Delivery start(ServerBed bed, Peer peer, Shape shape, Path directory, Duration warmUp) throws Exception {
        Optional<Relay.Kind> relay = peer.relay();
        return relay.isPresent()
                ? RelayDelivery.start(bed, relay.get(), peer.work(shape), directory, warmUp)
                : byServer(bed);
    }

    private static Delivery byServer(ServerBed bed) {
        return new Delivery() {
            @Override
            public void await(long transactions) {
                bed.awaitDelivered();
            }

            @Override
            public void close() {
                // The server goes on.
            }
        };
    }
}
