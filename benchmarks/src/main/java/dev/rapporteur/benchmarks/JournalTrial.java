package dev.rapporteur.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Transactions by several threads into a journal that is new each time. */
final class JournalTrial implements Trial {

    private final Contender.Entry entry;
    private final Cell cell;
    private final Path directory;
    private final Duration time;

    /**
     * What the contenders are compared in.
     *
     * @param disk how long a sync takes
     * @param phases how a transaction becomes durable
     * @param load what it holds
     * @param threads how many commit
     */
    record Cell(Disk disk, Phases phases, Load load, int threads) {}

    JournalTrial(Contender.Entry entry, Cell cell, Path directory, Duration time) {
        this.entry = entry;
        this.cell = cell;
        this.directory = directory;
        this.time = time;
    }

    static String name(String contender, int threads) {
        return contender + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public String name() {
        return name(entry.name(), cell.threads());
    }

    @Override
    public double figure() throws Exception {
        Path fresh = Files.createDirectories(directory.resolve("journal-trial"));
        try (Contender journal = entry.opening().open(fresh, cell.disk())) {
            AtomicLong numbers = new AtomicLong();
            long start = System.nanoTime();
            long done = Crew.start(cell.threads(), () -> work(journal, numbers, start))
                    .join();
            return done * 1e9 / (System.nanoTime() - start);
        } finally {
            Directories.delete(fresh);
        }
    }

    private long work(Contender journal, AtomicLong numbers, long start) throws Exception {
        long done = 0;
        do {
            journal.commit(cell.phases(), cell.load(), numbers.incrementAndGet());
            done++;
        } while (System.nanoTime() - start < time.toNanos());
        return done;
    }
}
