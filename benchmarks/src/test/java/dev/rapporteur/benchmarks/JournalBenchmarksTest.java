package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the journal's benchmarks run; their figures mean nothing here. */
class JournalBenchmarksTest {

    /** Eight tables with the sync rate and, for two thread counts, ours and two of Artemis; with AIO two more. */
    private static final int TRANSACTION_ROWS = 8 * (1 + 2 * 3);

    private static final int AIO_ROWS = 4 * 2 * 2;
    private static final int WAITING_ROWS = 3;
    private static final int READ_BACK_ROWS = 2;
    private static final int FROM_DISK_ROWS = 2;
    /** Two tables, for three numbers of stuck partitions. */
    private static final int COMPACTION_ROWS = 2 * 3;

    @Test
    void shouldGiveAFigureForEachRow(@TempDir Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new JournalBenchmarks(directory, JournalScale.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8)).run();

        int aioRows = ArtemisJournal.hasAio(directory) ? AIO_ROWS : 0;
        int fromDiskRows = PageCache.canForget() ? FROM_DISK_ROWS : 0;
        List<String> rows = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches("\\| .* \\| -?[0-9][0-9,]* \\(.*"))
                .toList();
        // So short a window may pass without a transaction.
        assertThat(rows).filteredOn(row -> row.contains("lowest window")).hasSize(COMPACTION_ROWS);
        assertThat(rows)
                .filteredOn(row -> !row.contains("lowest window"))
                .hasSize(TRANSACTION_ROWS + aioRows + WAITING_ROWS + READ_BACK_ROWS + fromDiskRows + COMPACTION_ROWS)
                .noneMatch(row -> row.contains("| 0 ("));
    }
}
