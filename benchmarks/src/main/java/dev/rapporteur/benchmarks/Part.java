package dev.rapporteur.benchmarks;

/** A part of a {@link ServerBed}, of one process or several. */
enum Part {
    /** WildFly. */
    SERVER,
    /** PostgreSQL, all sessions together. */
    DATABASE,
    /** Kafka. */
    BROKER,
    /** The outbox's, if one runs. */
    RELAY;

    private static final String POSTGRES = "/postgres";
    /** So WildFly's launcher marks its process. */
    private static final String STANDALONE = "[Standalone]";

    private static final String RELAY_MAIN = "RelayMain";

    /** To which a process belongs. */
    static Part of(ProcessHandle.Info process) {
        if (process.command().orElse("").endsWith(POSTGRES)) {
            return DATABASE;
        }
        String arguments = String.join(" ", process.arguments().orElse(new String[0]));
        if (arguments.contains(STANDALONE)) {
            return SERVER;
        }
        return arguments.contains(RELAY_MAIN) ? RELAY : BROKER;
    }
}
