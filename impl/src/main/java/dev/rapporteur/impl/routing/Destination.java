package dev.rapporteur.impl.routing;

import dev.rapporteur.impl.outbound.EncodedReport;

/**
 * Where a report goes, as a long, so that the caller's path allocates nothing: what it is above, the number
 * (partition or hash) below.
 */
public final class Destination {

    private static final long ROUTED = 1L << Integer.SIZE;
    private static final long HASHED = 2L << Integer.SIZE;

    /** Any partition, in turn, once the topic is known. */
    static final long IN_TURN = 0;

    private Destination() {}

    static long routed(int partition) {
        return ROUTED | partition;
    }

    static long hashed(int hash) {
        return HASHED | hash;
    }

    /** How the report finds its partition. */
    public static EncodedReport.Route route(long destination) {
        if ((destination & ROUTED) != 0) {
            return EncodedReport.Route.ROUTED;
        }
        return (destination & HASHED) != 0 ? EncodedReport.Route.HASHED : EncodedReport.Route.IN_TURN;
    }

    /** The partition of a routed report, the key's hash of a hashed one, else 0. Never negative. */
    public static int number(long destination) {
        return (int) destination;
    }
}
