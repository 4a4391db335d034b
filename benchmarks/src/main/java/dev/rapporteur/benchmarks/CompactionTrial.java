package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One-phase transactions by many threads while some partitions are never confirmed: what lives of them in the oldest segments
 * must be copied forward all the time, so that those segments can go. Fails where that did not take place.
 */
final class CompactionTrial implements Trial {

    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final Plan plan;
    private final Load load;
    private final int stuckPartitions;
    private final Path directory;
    private double lowest = Double.NaN;

    /**
     * The same for all that is compared.
     *
     * @param segmentBytes the size of a journal's file
     * @param threads how many commit
     * @param time so long at least; longer where it takes longer until {@code segments} have been freed
     * @param window throughput is also looked at in windows of this length
     * @param segments so many segments at least must go in that time; twice as many are written before
     */
    record Plan(int segmentBytes, int threads, Duration time, Duration window, int segments) {}

    CompactionTrial(Plan plan, Load load, int stuckPartitions, Path directory) {
        this.plan = plan;
        this.load = load;
        this.stuckPartitions = stuckPartitions;
        this.directory = directory;
    }

    static String name(int stuckPartitions) {
        return stuckPartitions == 0
                ? "no partition stuck"
                : stuckPartitions + " of " + BareEngine.PARTITIONS + " partitions stuck";
    }

    @Override
    public String name() {
        return name(stuckPartitions);
    }

    static String lowestName(int stuckPartitions) {
        return name(stuckPartitions) + ": lowest window";
    }

    /** The lowest window of the run before, in percent of that run's median window. */
    Trial lowest() {
        return Trial.of(lowestName(stuckPartitions), () -> lowest);
    }

    @Override
    public double figure() throws Exception {
        Path fresh = Files.createDirectories(directory.resolve("compaction-trial"));
        AtomicLong numbers = new AtomicLong();
        try (OurJournal journal = new OurJournal(fresh, Disk.REAL, plan.segmentBytes(), stuckPartitions)) {
            fill(journal, numbers);
            return measure(journal, numbers);
        } finally {
            Directories.delete(fresh);
        }
    }

    /** Until the oldest segments are full of what is dead, but for the stuck reports between. */
    private void fill(OurJournal journal, AtomicLong numbers) throws Exception {
        long transactions = 2L * plan.segments() * plan.segmentBytes() / Load.LARGE.frameBytes();
        long unused = Crew.start(plan.threads(), () -> {
                    while (numbers.get() < transactions) {
                        journal.commit(Phases.ONE, Load.LARGE, numbers.incrementAndGet());
                    }
                    return 0L;
                })
                .join();
    }

    private double measure(OurJournal journal, AtomicLong numbers) throws Exception {
        int oldest = journal.engine().oldestSegment();
        Windows windows = new Windows(plan.window(), WITHIN);
        long done = Crew.start(plan.threads(), () -> {
                    long mine = 0;
                    while (windows.elapsed() < plan.time().toNanos() || !hasFreed(journal, oldest)) {
                        journal.commit(Phases.ONE, load, numbers.incrementAndGet());
                        windows.count();
                        mine++;
                    }
                    return mine;
                })
                .join();
        double rate = done * 1e9 / windows.elapsed();
        lowest = windows.lowestPercentOfMedian();
        requireStuck(journal);
        return rate;
    }

    /** Whether what lived in enough of the oldest segments lives elsewhere by now: what is stuck can only have been copied. */
    private boolean hasFreed(OurJournal journal, int oldest) {
        return stuckPartitions == 0 || journal.engine().oldestSegment() - oldest >= plan.segments();
    }

    /** Those that shall be stuck are, and no other stands still: its reports would be copied too. */
    private void requireStuck(OurJournal journal) {
        for (PartitionBuffer partition : journal.engine().outbound().partitions()) {
            boolean shallBe = partition.id().number() < stuckPartitions;
            boolean is = partition.deliveredSequence() == 0 && partition.size() > 0;
            if (is != shallBe || partition.held() != null) {
                throw new IllegalStateException(partition.id() + " is " + (is ? "" : "not ") + "stuck, and shall"
                        + (shallBe ? "" : "n't") + " be; held: " + partition.held());
            }
        }
    }
}
