package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much of the comparison is measured.
 *
 * @param peers who takes part
 * @param shapes what transactions publish
 * @param threads with how many callers
 * @param rounds how often each window counts
 * @param warmUp how long each peer runs before with each shape
 * @param relayWarmUp how long each relay, which is started for it, runs before each of its windows
 * @param window how long a window is
 * @param steady how long a peer's delays are taken in a round
 * @param delayed the peers whose delays are taken
 */
record PeerScale(
        List<Peer> peers,
        List<Shape> shapes,
        List<Integer> threads,
        int rounds,
        Duration warmUp,
        Duration relayWarmUp,
        Duration window,
        Duration steady,
        List<Peer> delayed) {

    private static final List<Peer> ALL = List.of(Peer.values());
    private static final List<Peer> PUBLISHING =
            ALL.stream().filter(Peer::isPublishing).toList();

    private static final List<Shape> SHAPES =
            List.of(Shape.SMALL, Shape.SMALL_WITH_ROW, Shape.LARGE, Shape.LARGE_WITH_ROW);

    /** For figures: some three hours. */
    static final PeerScale FULL = new PeerScale(
            ALL,
            SHAPES,
            List.of(1, 4, 16, 64),
            3,
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(6),
            Duration.ofSeconds(20),
            PUBLISHING);

    /** For a first look, with one small message: twenty minutes. */
    static final PeerScale QUICK = new PeerScale(
            ALL,
            List.of(Shape.SMALL, Shape.SMALL_WITH_ROW),
            List.of(1, 4, 16, 64),
            1,
            Duration.ofSeconds(8),
            Duration.ofSeconds(25),
            Duration.ofSeconds(3),
            Duration.ofSeconds(6),
            PUBLISHING);

    /** For a first look, with large transactions: twenty minutes. */
    private static final PeerScale LARGE = new PeerScale(
            ALL,
            List.of(Shape.LARGE, Shape.LARGE_WITH_ROW),
            List.of(4, 16),
            1,
            Duration.ofSeconds(8),
            Duration.ofSeconds(25),
            Duration.ofSeconds(3),
            Duration.ZERO,
            List.of());

    /** Ours beside the outbox's relays and JMS alone, with large transactions: some twelve minutes. */
    private static final PeerScale RELAYS = new PeerScale(
            List.of(
                    Peer.NOTHING,
                    Peer.XA,
                    Peer.BY_TRANSACTION_ID,
                    Peer.BY_TABLE,
                    Peer.JMS,
                    Peer.DEBEZIUM,
                    Peer.POLLING),
            LARGE.shapes(),
            LARGE.threads(),
            1,
            Duration.ofSeconds(20),
            Duration.ofSeconds(25),
            Duration.ofSeconds(3),
            Duration.ZERO,
            List.of());

    /** With a row and one small message, when the server's code is warm: a quarter of an hour. */
    private static final PeerScale WARM = new PeerScale(
            List.of(
                    Peer.NOTHING,
                    Peer.IDLE,
                    Peer.ASKED_ID,
                    Peer.XA,
                    Peer.BY_TRANSACTION_ID,
                    Peer.BY_TABLE,
                    Peer.JMS,
                    Peer.DEBEZIUM,
                    Peer.POLLING),
            List.of(Shape.SMALL_WITH_ROW),
            List.of(16, 64),
            2,
            Duration.ofSeconds(60),
            Duration.ofSeconds(25),
            Duration.ofSeconds(5),
            Duration.ZERO,
            List.of());

    /** Whether it runs at all. */
    static final PeerScale SMOKE = new PeerScale(
            ALL,
            List.of(new Shape(true, 2, 300)),
            List.of(2),
            1,
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            List.of(Peer.XA, Peer.JMS, Peer.POLLING));

    /** By their names on the command line. */
    static final Map<String, PeerScale> NAMED =
            Map.of("full", FULL, "quick", QUICK, "large", LARGE, "relays", RELAYS, "warm", WARM, "smoke", SMOKE);
}
