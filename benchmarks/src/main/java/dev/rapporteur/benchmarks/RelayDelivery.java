package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Topics;
import dev.rapporteur.benchmarks.decided.Work;
import dev.rapporteur.benchmarks.relay.EndOffsets;
import dev.rapporteur.benchmarks.relay.Relay;
import dev.rapporteur.testkit.database.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** By a relay of the outbox, which runs for one peer alone: two would carry the same rows. */
final class RelayDelivery implements Delivery {

    private static final Duration CARRIED = Duration.ofMinutes(3);

    private final ServerBed bed;
    private final Relay relay;
    private final EndOffsets ends;
    private final int messages;
    private long carried;

    private RelayDelivery(ServerBed bed, Relay relay, EndOffsets ends, int messages) throws Exception {
        this.bed = bed;
        this.relay = relay;
        this.ends = ends;
        this.messages = messages;
        this.carried = ends.sum();
    }

    /** Starts it and has it carry for a while. */
    static RelayDelivery start(ServerBed bed, Relay.Kind kind, Work work, Path directory, Duration warmUp)
            throws Exception {
        bed.database().clear(); // else it carries what others have left
        try (Opened opened = new Opened()) {
            opened.add(bed.database()::dropSlots); // once nobody reads them
            EndOffsets ends = opened.add(EndOffsets.of(bed.bootstrapServers(), Topics.NAME));
            Relay relay = opened.add(Relay.start(
                    kind,
                    Files.createTempDirectory(directory, "relay"),
                    bed.database().server().jdbcUrl(),
                    PostgresServer.SUPERUSER,
                    bed.bootstrapServers()));
            RelayDelivery delivery = new RelayDelivery(bed, relay, ends, work.messages());
            delivery.await(bed.run(Run.warming(work, warmUp)).transactions());
            opened.keep();
            return delivery;
        }
    }

    @Override
    public void await(long transactions) {
        carried += transactions * messages;
        ends.await(carried, CARRIED);
    }

    @Override
    public void close() {
        try (Opened opened = new Opened()) {
            opened.add(bed.database()::dropSlots); // once nobody reads them
            opened.add(ends);
            opened.add(relay);
        }
    }
}
