package dev.rapporteur.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.ArtemisConstants;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * The journal's figures in one run, as Markdown on the standard output: beside Artemis' journal and the bare sync rate on
 * the same disk, then what waiting reports cost an engine.
 */
public final class JournalBenchmarks {

    private static final String NIO = "Artemis NIO";
    private static final String NIO_TUNED = "Artemis NIO, tuned";
    private static final String AIO = "Artemis AIO";
    private static final String AIO_TUNED = "Artemis AIO, tuned";

    private static final int TUNING_TRIES = 5;
    /** Enough to copy a little of each segment, and much of it. */
    private static final List<Integer> STUCK_PARTITIONS = List.of(0, 1, 4);

    private final Path directory;
    private final JournalScale scale;
    private final PrintStream out;

    JournalBenchmarks(Path directory, JournalScale scale, PrintStream out) {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full or quick. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        JournalScale scale = Scales.chosen(arguments, JournalScale.NAMED);
        new JournalBenchmarks(directory, scale, System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("The journal's figures"));
        int realTimeout = tunedTimeoutNanos();
        explain(realTimeout);
        for (Disk disk : Disk.values()) {
            List<Contender.Entry> contenders = contenders(disk, realTimeout);
            for (Phases phases : Phases.values()) {
                for (Load load : Load.ALL) {
                    transactions(disk, phases, load, contenders);
                }
            }
        }
        waiting();
        readBack(false);
        if (PageCache.canForget()) {
            readBack(true);
        } else {
            out.println("**READING FROM THE DISK IS LEFT OUT: without GNU dd the page cache does not forget.**\n");
        }
        for (Load load : Load.ALL) {
            compacting(load);
        }
    }

    /** As {@code artemis create} does it: the time of one sync, in the best of some tries. */
    private int tunedTimeoutNanos() throws Exception {
        RawSync sync = new RawSync(directory, scale.trialTime());
        double best = 0;
        for (int i = 0; i < TUNING_TRIES; i++) {
            best = Math.max(best, sync.figure());
        }
        return (int) (TimeUnit.SECONDS.toNanos(1) / best);
    }

    private void explain(int realTimeout) {
        out.printf(
                "Artemis' journal is %s, with its broker's defaults (journal-buffer-timeout %d us for NIO); tuned: the time"
                        + " of one sync, as `artemis create` measures it (%d us here, for AIO too; 2000 us when slowed). A transaction is"
                        + " one record for it, whatever it holds. All confirm what they took soon after, without a sync.%n%n",
                JournalImpl.class.getPackage().getImplementationVersion(),
                TimeUnit.NANOSECONDS.toMicros(ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_NIO),
                TimeUnit.NANOSECONDS.toMicros(realTimeout));
        out.println(
                "Slowed: after its real sync each caller of a file's sync waits until 2 ms have passed since it began, in"
                        + " a wrapper around each journal's files; directories, and the first filling of Artemis' files, are not"
                        + " slowed.\n");
        out.println(
                ArtemisJournal.hasAio(directory)
                        ? "AIO is there; nothing of ours can slow it, so it is measured on the real disk only.\n"
                        : "**AIO IS LEFT OUT: libaio or artemis-native can't be loaded here, or the file system does not"
                                + " take it.**\n");
    }

    private List<Contender.Entry> contenders(Disk disk, int realTimeout) {
        List<Contender.Entry> entries = new ArrayList<>();
        int tuned = disk == Disk.REAL ? realTimeout : (int) TimeUnit.MILLISECONDS.toNanos(2);
        entries.add(OurJournal.ENTRY);
        entries.add(ArtemisJournal.nio(NIO, ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_NIO));
        entries.add(ArtemisJournal.nio(NIO_TUNED, tuned));
        if (disk == Disk.REAL && ArtemisJournal.hasAio(directory)) {
            entries.add(ArtemisJournal.aio(AIO, ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_AIO));
            entries.add(ArtemisJournal.aio(AIO_TUNED, tuned));
        }
        return entries;
    }

    private void transactions(Disk disk, Phases phases, Load load, List<Contender.Entry> contenders) throws Exception {
        List<Trial> trials = new ArrayList<>();
        trials.add(new RawSync(directory, scale.trialTime(), disk, load.frameBytes()));
        for (int threads : scale.threads()) {
            JournalTrial.Cell cell = new JournalTrial.Cell(disk, phases, load, threads);
            for (Contender.Entry contender : contenders) {
                trials.add(new JournalTrial(contender, cell, directory, scale.trialTime()));
            }
        }
        Samples samples = Samples.of(trials, scale.rounds());
        MarkdownTable table = new MarkdownTable(
                "transactions of " + load.label() + ", " + phases.label() + ", " + disk.label(),
                "a second (least to most)",
                "of the bare sync rate",
                "of " + NIO,
                "of " + NIO_TUNED);
        String sync = RawSync.name(load.frameBytes());
        table.row(samples, sync, sync);
        for (int threads : scale.threads()) {
            for (Contender.Entry contender : contenders) {
                table.row(
                        samples,
                        JournalTrial.name(contender.name(), threads),
                        sync,
                        JournalTrial.name(NIO, threads),
                        JournalTrial.name(NIO_TUNED, threads));
            }
        }
        out.println(table);
    }

    private void waiting() throws Exception {
        for (int reports : scale.waiting()) {
            Backlog backlog = new Backlog(directory.resolve("backlog"), reports);
            // The first of them writes the journal that the others open.
            List<Trial> heapTrials = List.of(HeapTrial.sent(backlog), HeapTrial.opened(backlog));
            Samples heap = Samples.cold(heapTrials, 1);
            Samples opening = Samples.cold(List.of(new OpeningTrial(backlog)), scale.rounds());
            backlog.delete();
            MarkdownTable table = new MarkdownTable(
                    String.format("an engine with %,d waiting reports of 100 B, Kafka away", reports),
                    "KiB of heap after a collection; milliseconds (least to most)");
            heapTrials.forEach(trial -> table.row(heap, trial.name()));
            table.row(opening, OpeningTrial.NAME);
            out.println(table);
        }
    }

    private void compacting(Load load) throws Exception {
        CompactionTrial.Plan plan = scale.compaction();
        List<Trial> trials = new ArrayList<>();
        for (int stuck : STUCK_PARTITIONS) {
            CompactionTrial trial = new CompactionTrial(plan, load, stuck, directory);
            trials.add(trial);
            trials.add(trial.lowest());
        }
        Samples samples = Samples.of(trials, scale.rounds());
        MarkdownTable table = new MarkdownTable(
                String.format(
                        "transactions of %s, one-phase, %d threads, files of %d MiB, at least %d of which are copied forward"
                                + " meanwhile where something is stuck",
                        load.label(), plan.threads(), plan.segmentBytes() >> 20, plan.segments()),
                "a second; of the lowest " + plan.window().toMillis()
                        + " ms in percent of the run's median (least to most)",
                "of none stuck");
        for (int stuck : STUCK_PARTITIONS) {
            table.row(samples, CompactionTrial.name(stuck), CompactionTrial.name(0));
            table.row(samples, CompactionTrial.lowestName(stuck), CompactionTrial.lowestName(0));
        }
        out.println(table);
    }

    private void readBack(boolean fromDisk) throws Exception {
        Path journal = directory.resolve("read-back");
        ReadBackTrial readBack = new ReadBackTrial(journal, scale.readBackBytes(), fromDisk);
        Samples samples = Samples.of(List.of(new SequentialReadTrial(readBack), readBack), scale.rounds());
        MarkdownTable table = new MarkdownTable(
                (scale.readBackBytes() >> 20) + " MiB of waiting reports of 1 KiB, by one thread, "
                        + (fromDisk ? "from the disk" : "from the page cache"),
                "MB a second (least to most)",
                "of the files read in sequence");
        table.row(samples, SequentialReadTrial.NAME, SequentialReadTrial.NAME);
        table.row(samples, ReadBackTrial.NAME, SequentialReadTrial.NAME);
        out.println(table);
    }
}
