package dev.rapporteur.impl.routing;

import dev.rapporteur.impl.outbound.EncodedReport;

/**
 * Where a report goes, as a long, so that the caller's path allocates nothing: the route's ordinal above, the number
 * (partition or hash) below.
 */
public final class Destination {

    private static final EncodedReport.Route[] ROUTES = EncodedReport.Route.values();

    /** Any partition, in turn, once the topic is known. */
    static final long IN_TURN = pack(EncodedReport.Route.IN_TURN, 0);

    private Destination() {}

    static long routed(int partition) {
        return pack(EncodedReport.Route.ROUTED, partition);
    }

    static long hashed(int hash) {
        return pack(EncodedReport.Route.HASHED, hash);
    }

    /** How the report finds its partition. */
    public static EncodedReport.Route route(long destination) {
        return ROUTES[(int) (destination >>> Integer.SIZE)];
    }

    /** The partition of a routed report, the key's hash of a hashed one, else 0. */
    public static int number(long destination) {
        return (int) destination;
    }

    @SuppressWarnings("EnumOrdinal") // packed and unpacked within one call of one build
    private static long pack(EncodedReport.Route route, int number) {
        return ((long) route.ordinal() << Integer.SIZE) | number;
    }
}
