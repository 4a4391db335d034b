package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.Frame.Quarantined;
import dev.rapporteur.impl.journal.JournalView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nobody can vouch for in a journal that was opened, in sentences: an opening mends what it can, and works on with the rest.
 *
 * @param before files that earlier openings have set aside
 * @param after those that are set aside now
 * @param found the ranges that this opening has found
 * @param trouble what was found wrong with reports; null if nothing was
 * @param obstacle why nobody can say which branches are prepared; null if one can
 */
record Unvouched(
        List<String> before,
        List<String> after,
        List<Quarantined> found,
        @Nullable String trouble,
        @Nullable String obstacle) {

    List<String> sentences() {
        List<String> all = new ArrayList<>();
        for (String name : before) {
            all.add(name
                    + " was set aside earlier because it is damaged or missing: what it held may lack here. While it is"
                    + " in the directory, recovery of prepared branches waits; move it away when you have looked.");
        }
        found.forEach(range -> all.add(words(range)));
        for (String name : after) {
            boolean told = before.contains(name)
                    || found.stream().anyMatch(range -> name.contains(JournalView.nameOf(range.segment())));
            if (!told) {
                all.add("An opening sets a segment's file aside as " + name
                        + ": what it holds may lack here, and can't be vouched for.");
            }
        }
        if (trouble != null) {
            all.add(trouble);
        }
        if (all.isEmpty() && obstacle != null) {
            all.add(obstacle);
        }
        return all;
    }

    private static String words(Quarantined range) {
        String name = JournalView.nameOf(range.segment());
        if (range.isMissing()) {
            return name + " is missing: its frames, from " + range.firstSequence()
                    + " on, can't be vouched for. Reports," + " branches and deliveries may lack here.";
        }
        if (range.from() == range.to()) {
            return name + " was cut at byte " + range.from() + ": frames from " + range.firstSequence()
                    + " on can't be vouched for. Reports, branches and deliveries may lack here.";
        }
        String bytes = name + ": bytes " + range.from() + " to " + range.to();
        return range.firstSequence() > range.lastSequence()
                ? bytes + " are damaged: the segment's head, whose state was told from the segment before."
                : bytes + ", frames " + range.firstSequence() + " to " + range.lastSequence()
                        + " can't be vouched for. Reports, branches and deliveries may lack here.";
    }
}
