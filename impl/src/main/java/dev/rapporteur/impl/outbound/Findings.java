package dev.rapporteur.impl.outbound;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found wrong with reports, for the log and for health: the first ones, and how many. Safe for any thread. */
final class Findings {

    private static final Logger LOG = System.getLogger(Findings.class.getName());
    private static final int MAX_KEPT = 8;

    private final List<String> kept = new ArrayList<>();
    private int more;

    /** Notes a sentence that says what is wrong, where, and what becomes of it. Said again it is passed over. */
    synchronized void note(String sentence) {
        if (kept.contains(sentence)) {
            return;
        }
        LOG.log(Logger.Level.ERROR, sentence);
        if (kept.size() < MAX_KEPT) {
            kept.add(sentence);
        } else {
            more++;
        }
    }

    /** All as one text; null if nothing was found. */
    synchronized @Nullable String text() {
        if (kept.isEmpty()) {
            return null;
        }
        String text = String.join(" ", kept);
        return more == 0 ? text : text + " And " + more + " more, see the log.";
    }
}
