package dev.rapporteur.benchmarks;

import java.util.List;

/** The delay from sending until a reader of committed records has it: the median in microseconds, and what 99 of 100 don't exceed. */
final class DelayTrial implements Trial {

    private static final double NANOS_PER_MICRO = 1e3;

    private final Way way;
    private final String bootstrapServers;
    private final int records;
    private List<Long> delays = List.of();

    DelayTrial(Way way, String bootstrapServers, int records) {
        this.way = way;
        this.bootstrapServers = bootstrapServers;
        this.records = records;
    }

    static String medianName(String way) {
        return way + ", p50";
    }

    static String slowestName(String way) {
        return way + ", p99";
    }

    @Override
    public String name() {
        return medianName(way.name());
    }

    @Override
    public double figure() throws Exception {
        try (SteadyFlow flow = new SteadyFlow(way, bootstrapServers, records)) {
            flow.join();
            delays = flow.arrivals().stream()
                    .map(SteadyFlow.Arrival::delay)
                    .sorted()
                    .toList();
        }
        return at(0.5);
    }

    /** Of the run before. */
    Trial slowest() {
        return Trial.of(slowestName(way.name()), () -> at(0.99));
    }

    private double at(double share) {
        return delays.get((int) (share * (delays.size() - 1))) / NANOS_PER_MICRO;
    }
}
