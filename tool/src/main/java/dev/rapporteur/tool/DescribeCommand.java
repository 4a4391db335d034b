package dev.rapporteur.tool;

import dev.rapporteur.impl.tool.Description;
import dev.rapporteur.impl.tool.OpenJournal;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
        name = "describe",
        description = {
            "Says what a journal is and what waits in it: identity, openings, segments, partitions with their waiting"
                    + " reports and delivered positions, files set aside. Only reads.",
            "",
            "Ends with 1 if anything is damaged, missing or set aside.",
            ""
        })
final class DescribeCommand extends JournalCommand {

    @Override
    int run() throws IOException {
        try (OpenJournal journal = OpenJournal.readOnly(directory)) {
            tellUnvouched(journal);
            Description.Told told = Description.of(journal);
            told.lines().forEach(out()::println);
            return told.damaged() ? Exit.PROBLEMS : Exit.OK;
        }
    }
}
