package dev.rapporteur.tool;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The tool: its name, its commands, its exit codes. */
@Command(
        name = "rapporteur-journal",
        mixinStandardHelpOptions = true,
        version = "rapporteur-journal, journal format 7",
        description = {
            "Looks into a Rapporteur journal, and takes reports out of it.",
            "",
            "Every command but decision-table looks into one journal. Each only reads, and may be used while the server runs, unless you give an option that says it"
                    + " writes: verify --quarantine and replay --mark-delivered. These need the server stopped.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DescribeCommand.class,
            VerifyCommand.class,
            DumpCommand.class,
            InDoubtCommand.class,
            ExportCommand.class,
            ReplayCommand.class,
            DecisionTableCommand.class
        },
        footerHeading = "%nWhere to begin:%n",
        footer = {
            "  Something is wrong with the journal?       rapporteur-journal verify DIRECTORY",
            "  What waits, and for what?                  rapporteur-journal describe DIRECTORY",
            "  A partition stands still?                  rapporteur-journal in-doubt DIRECTORY",
            "  The server is gone, its journal is here?   rapporteur-journal replay DIRECTORY --bootstrap-servers=..."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing is wrong",
            "1:done, and something was found that you must see to; it was printed",
            "2:the command line is wrong; nothing was done",
            "3:refused or failed; stderr says why and what to do"
        })
public final class JournalTool implements Runnable {

    /** Held, so that its level lasts. */
    private static final Logger ENGINE = Logger.getLogger("dev.rapporteur");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything is called
    private CommandSpec spec;

    /** For picocli. */
    public JournalTool() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        quieten();
        int exit;
        try {
            exit = execute(args);
        } catch (NoClassDefFoundError e) {
            System.err.println("rapporteur-journal: Its jars are missing (" + e.getMessage()
                    + "). Leave it in the directory into which rapporteur.rar was unpacked.");
            exit = Exit.FAILED;
        }
        System.exit(exit);
    }

    private static int execute(String[] args) {
        // Not System.out: that writes what the locale can't say as question marks, and JSON is UTF-8.
        PrintWriter out = new PrintWriter(
                new BufferedWriter(
                        new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
                        1 << 16),
                false);
        return commandLine().setOut(out).execute(args);
    }

    /** Runs a command. @return its exit code */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    private static CommandLine commandLine() {
        CommandLine line = new CommandLine(new JournalTool());
        line.setUsageHelpWidth(110);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Instant.class, JournalTool::time);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("rapporteur-journal: " + Reasons.of(e));
            command.getErr().flush();
            return Exit.FAILED;
        });
        line.setParameterExceptionHandler((e, args) -> misused(e));
        return line;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no time as 2026-11-24T17:35:00Z");
        }
    }

    /** Says what is wrong, not all that could be said. */
    private static int misused(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        boolean isCommand = e instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && command.getParent() == null;
        String message = isCommand
                ? "There is no command '"
                        + ((UnmatchedArgumentException) e).getUnmatched().get(0) + "'"
                : String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
        err.println("rapporteur-journal: " + message + ". See: "
                + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return Exit.USAGE;
    }

    /** The engine's own log would speak of mending, which here happens in memory only; of Kafka only warnings matter. */
    private static void quieten() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s: %5$s%n");
            LogManager.getLogManager().getLogger("").setLevel(Level.WARNING);
            ENGINE.setLevel(Level.OFF);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Name a command: " + String.join(", ", spec.subcommands().keySet()));
    }
}
