package dev.rapporteur.tool;

import dev.rapporteur.impl.outbound.Waiting;
import dev.rapporteur.impl.tool.OpenJournal;
import dev.rapporteur.impl.tool.ReportFilter;
import java.io.PrintWriter;

/** Tells what waits although all that could go has gone. */
final class Leftovers {

    private Leftovers() {}

    /**
     * Tells it, a line for each partition.
     *
     * @param othersGone whether reports that are parked, or have no partition, have been seen to
     * @return whether there is any
     */
    static boolean tell(OpenJournal journal, ReportFilter filter, boolean othersGone, PrintWriter err) {
        boolean any = false;
        Waiting waiting = journal.waiting();
        journal.unknown(filter.topics())
                .forEach(topic -> err.println("rapporteur-journal: the journal knows no topic " + topic));
        for (Waiting.Partition one : waiting.partitions()) {
            boolean wanted = filter.takesTopic(one.id().topic())
                    && (filter.partition() == null
                            || filter.partition() == one.id().number());
            if (wanted && (one.undecided() > 0 || one.held() != null)) {
                any = true;
                err.println("rapporteur-journal: " + one.id() + " keeps " + one.reports() + " reports: "
                        + (one.held() != null
                                ? one.held()
                                : "the next one's branch is undecided (see in-doubt); nothing goes past it"));
            }
        }
        for (Waiting.Unrouted one : waiting.unrouted()) {
            if (!othersGone && filter.takesTopic(one.topic())) {
                any = true;
                err.println("rapporteur-journal: topic " + one.topic() + " keeps " + one.reports()
                        + " reports: Kafka has no such topic. Create it, and repeat.");
            }
        }
        for (String sentence : journal.unreadable()) {
            any = true;
            err.println("rapporteur-journal: " + sentence);
        }
        return tellParked(waiting, filter, othersGone, err) || any;
    }

    private static boolean tellParked(Waiting waiting, ReportFilter filter, boolean gone, PrintWriter err) {
        long parked = waiting.parked().stream()
                .filter(one -> filter.takesTopic(one.partition().topic()))
                .count();
        if (gone || parked == 0) {
            return false;
        }
        err.println("rapporteur-journal: " + parked
                + " reports stay parked: Kafka had refused them for good (see describe)."
                + " Export them, or let the server try them again.");
        return true;
    }
}
