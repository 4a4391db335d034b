package dev.rapporteur.tool;

import dev.rapporteur.impl.journal.DirectoryLock;
import dev.rapporteur.impl.journal.IndexRemoval;
import dev.rapporteur.impl.tool.Verification;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Reads everything and checks it: headers, frames, sequences, each report's own checksum, indexes. Names each"
                    + " damaged range with its file and bytes. Only reads, unless --quarantine is given.",
            "",
            "Ends with 1 if anything is damaged or missing.",
            ""
        })
final class VerifyCommand extends JournalCommand {

    @Option(
            names = "--quarantine",
            description = {
                "WRITES. Deletes the indexes of damaged segments, so that the server's next start reads these segments"
                        + " frame by frame, sets the damaged files aside and works on with what is whole. Refused while a"
                        + " server works with the journal. Make a copy of the directory first."
            })
    boolean quarantine;

    @Override
    int run() {
        if (quarantine && DirectoryLock.isHeld(directory)) {
            throw new RefusedException("The journal in " + directory.toAbsolutePath()
                    + " is in use: --quarantine writes. Stop the server first. Nothing was changed.");
        }
        Verification.Result result = Verification.of(directory, segment -> {});
        result.problems().forEach(problem -> out().println("PROBLEM " + problem));
        result.notes().forEach(note -> out().println("note    " + note));
        out().println(result.segments() + " segments, " + result.frames() + " frames, " + result.reports()
                + " reports read; "
                + (result.problems().isEmpty() ? "all sound" : result.problems().size() + " problems"));
        if (quarantine && !result.damagedSegments().isEmpty()) {
            List<String> removed = IndexRemoval.remove(directory, result.damagedSegments());
            removed.forEach(name -> out().println("deleted " + name + ": the next start mends its segment"));
        }
        return result.problems().isEmpty() ? Exit.OK : Exit.PROBLEMS;
    }
}
