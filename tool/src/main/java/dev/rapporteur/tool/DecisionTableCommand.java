package dev.rapporteur.tool;

import dev.rapporteur.impl.decision.DecisionTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "decision-table",
        description = {
            "Prints the statement that makes the table for decision=DATABASE with decisionProof=TABLE, and the rights that"
                    + " its user needs. Touches no database and no journal.",
            ""
        })
final class DecisionTableCommand implements Callable<Integer> {

    /** The databases whose statements are known. */
    private enum Database {
        POSTGRESQL,
        H2,
        MARIADB,
        OTHER
    }

    @Option(
            names = "--database",
            required = true,
            description = "Whose statement: ${COMPLETION-CANDIDATES}. other: as the SQL standard has it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Database database;

    @Option(
            names = "--table",
            defaultValue = DecisionTable.DEFAULT_NAME,
            description = "The table's name, as decisionTable has it; default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String table;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        String ddl;
        try {
            ddl = DecisionTable.ddl(database.name(), table);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(ddl);
        if (out.checkError()) {
            throw new RefusedException("What was printed could not be written: whoever read it has closed it.");
        }
        return Exit.OK;
    }
}
