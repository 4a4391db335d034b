package dev.rapporteur.tool;

import dev.rapporteur.impl.tool.Export;
import dev.rapporteur.impl.tool.OpenJournal;
import dev.rapporteur.impl.tool.ReportFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = {
            "Writes the undelivered reports to files, one for each partition, in their order: TOPIC-PARTITION.jsonl, with"
                    + " payload, key and header values as base64. Reports of a topic whose partitions aren't known go to"
                    + " TOPIC-unrouted.jsonl. The journal is only read.",
            "",
            "Ends with 1 if reports had to stay: behind an undecided branch, or a damaged report; or if files are"
                    + " damaged, missing or set aside, so that nobody can say whether this is all.",
            ""
        })
final class ExportCommand extends JournalCommand {

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIRECTORY",
            description = "Where the files go: a directory that is empty, or not there yet.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Path to;

    @Option(
            names = "--raw",
            description =
                    "Only the payloads, to TOPIC-PARTITION.raw: before each its length as a 4-byte big-endian number;"
                            + " -1 stands for a tombstone.")
    boolean raw;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only of this topic. May be repeated.")
    Set<String> topics = new LinkedHashSet<>();

    @Option(names = "--partition", paramLabel = "NUMBER", description = "Only of this partition.")
    @Nullable
    Integer partition;

    @Override
    int run() throws IOException {
        requireElsewhere();
        try (OpenJournal journal = OpenJournal.readOnly(directory)) {
            requireEmpty();
            tellUnvouched(journal);
            Files.createDirectories(to);
            ReportFilter filter = new ReportFilter(topics, partition, Set.of(), null, null);
            Export.of(journal, filter, to, raw).forEach((file, reports) -> out().println(file + ": " + reports));
            return Leftovers.tell(journal, filter, true, err()) ? Exit.PROBLEMS : Exit.OK;
        }
    }

    /** Strange files in a journal's directory are in the way of whoever looks into it, and count for its room. */
    private void requireElsewhere() throws IOException {
        Path there = to.toAbsolutePath().normalize();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there.toRealPath().startsWith(directory.toRealPath())) {
            throw new RefusedException(
                    to.toAbsolutePath() + " is inside the journal's directory. Give --to a directory elsewhere.");
        }
    }

    private void requireEmpty() throws IOException {
        if (Files.isDirectory(to)) {
            try (Stream<Path> there = Files.list(to)) {
                if (there.findAny().isPresent()) {
                    throw new RefusedException(to.toAbsolutePath()
                            + " is not empty. Give --to a directory that is empty, or not there yet.");
                }
            }
        }
    }
}
