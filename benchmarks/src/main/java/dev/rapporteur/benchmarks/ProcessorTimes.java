package dev.rapporteur.benchmarks;

import java.time.Duration;

/**
 * The processor time that the processes of a {@link ServerBed} have used, in nanoseconds. A session that has ended is in none.
 *
 * @param server WildFly's
 * @param database PostgreSQL's, all sessions together
 * @param broker Kafka's
 * @param relay that of the outbox' relay, if one runs
 */
record ProcessorTimes(long server, long database, long broker, long relay) {

    private static final String DATABASE = "/postgres";
    /** So WildFly's launcher marks its process. */
    private static final String SERVER = "[Standalone]";

    private static final String RELAY = "RelayMain";

    /** Until now. */
    static ProcessorTimes now() {
        long server = 0;
        long database = 0;
        long broker = 0;
        long relay = 0;
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            ProcessHandle.Info info = process.info();
            long nanos = info.totalCpuDuration().orElse(Duration.ZERO).toNanos();
            String arguments = String.join(" ", info.arguments().orElse(new String[0]));
            if (info.command().orElse("").endsWith(DATABASE)) {
                database += nanos;
            } else if (arguments.contains(SERVER)) {
                server += nanos;
            } else if (arguments.contains(RELAY)) {
                relay += nanos;
            } else {
                broker += nanos;
            }
        }
        return new ProcessorTimes(server, database, broker, relay);
    }

    ProcessorTimes since(ProcessorTimes before) {
        return new ProcessorTimes(
                server - before.server, database - before.database, broker - before.broker, relay - before.relay);
    }
}
