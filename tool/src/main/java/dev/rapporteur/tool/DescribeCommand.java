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
            ""
        })
final class DescribeCommand extends JournalCommand {

    @Override
    int run() throws IOException {
        try (OpenJournal journal = OpenJournal.readOnly(directory)) {
            Description.of(journal).forEach(out()::println);
        }
        return Exit.OK;
    }
}
