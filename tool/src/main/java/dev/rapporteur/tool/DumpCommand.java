package dev.rapporteur.tool;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import dev.rapporteur.impl.tool.JournalDump;
import dev.rapporteur.impl.tool.ReportFilter;
import dev.rapporteur.impl.tool.ReportLine;
import dev.rapporteur.impl.tool.ReportState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "dump",
        description = {
            "Prints the reports that are still in the journal's files, delivered or not, one JSON object a line, in the"
                    + " files' order. Payload, key and header values are base64. Only reads.",
            "",
            "Delivered reports are there by accident: their files go when the space is wanted. Ends with 1 if a damaged"
                    + " range had to be passed over, or a segment is missing.",
            ""
        })
final class DumpCommand extends JournalCommand {

    /** So many lines may be printed in vain. */
    private static final int LINES_BETWEEN_CHECKS = 1_000;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only of this topic. May be repeated.")
    Set<String> topics = new LinkedHashSet<>();

    @Option(names = "--partition", paramLabel = "NUMBER", description = "Only of this partition.")
    @Nullable
    Integer partition;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "Only in these states: undelivered, undecided, parked, dropped, delivered, rolled-back.")
    Set<String> states = new LinkedHashSet<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only with this timestamp or a later one, as 2026-11-24T17:35:00Z.")
    @Nullable
    Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only with a timestamp before this.")
    @Nullable
    Instant to;

    private long printed;

    @Override
    int run() {
        ReportFilter filter = new ReportFilter(topics, partition, parseStates(), from, to);
        JournalDump.Result result = JournalDump.of(directory, filter, this::print);
        for (String topic : result.unknownTopics()) {
            err().println("rapporteur-journal: the journal knows no topic " + topic);
        }
        for (String loss : result.losses()) {
            err().println("rapporteur-journal: " + loss);
        }
        for (Quarantined range : result.damage()) {
            err().println("rapporteur-journal: passed over bytes " + range.from() + " to " + range.to() + " of segment "
                    + range.segment() + ", which are damaged; see verify");
        }
        return result.damage().isEmpty() && result.losses().isEmpty() ? Exit.OK : Exit.PROBLEMS;
    }

    private void print(ReportLine line) {
        out().println(line.toJson());
        if (++printed % LINES_BETWEEN_CHECKS == 0) {
            requireWritten();
        }
    }

    private Set<ReportState> parseStates() {
        Set<ReportState> parsed = EnumSet.noneOf(ReportState.class);
        for (String state : states) {
            try {
                parsed.add(ReportState.valueOf(state.toUpperCase(Locale.ROOT).replace('-', '_')));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--state=" + state
                                + ": there are undelivered, undecided, parked, dropped, delivered and rolled-back.",
                        e);
            }
        }
        return parsed;
    }
}
