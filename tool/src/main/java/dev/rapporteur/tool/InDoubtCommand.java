package dev.rapporteur.tool;

import dev.rapporteur.impl.tool.Description;
import dev.rapporteur.impl.tool.OpenJournal;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
        name = "in-doubt",
        description = {
            "Lists prepared branches that wait for the transaction manager's decision, and operators' decisions that it"
                    + " has not taken note of. Only reads.",
            "",
            "Ends with 1 if there is any, or if files are damaged, missing or set aside, which may have told of others. A"
                    + " branch that stays is decided by the transaction manager that prepared it:"
                    + " start the server with its own transaction log. In WildFly the global id is what"
                    + " /subsystem=transactions/log-store=log-store:probe shows.",
            ""
        })
final class InDoubtCommand extends JournalCommand {

    @Override
    int run() throws IOException {
        try (OpenJournal journal = OpenJournal.readOnly(directory)) {
            tellUnvouched(journal);
            Description.inDoubt(journal).forEach(out()::println);
            boolean any = !journal.state().prepared().isEmpty()
                    || !journal.state().heuristics().isEmpty();
            return any ? Exit.PROBLEMS : Exit.OK;
        }
    }
}
