package dev.rapporteur.impl.monitor;

import dev.rapporteur.impl.dispatch.Assignment;
import dev.rapporteur.impl.dispatch.BrokerReading;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.outbound.Observers;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.ParkedReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is left in an engine that takes no new reports, read in the order in which reports pass: at work, prepared, waiting, parked,
 * told to observers.
 *
 * @param atWork branches at work
 * @param undecided branches prepared
 * @param waiting reports committed and not delivered: a commit that is not final has delivered nothing
 * @param waitingBytes bytes of these
 * @param inFlight of these, at brokers
 * @param parked reports that are parked
 * @param others what else keeps it from being empty, or from being known to be, each a sentence
 */
public record Remains(
        int atWork,
        int undecided,
        long waiting,
        long waitingBytes,
        int inFlight,
        List<ParkedReport> parked,
        List<String> others) {

    private static final int NAMED = 20;

    /** Copies. */
    public Remains {
        parked = List.copyOf(parked);
        others = List.copyOf(others);
    }

    /**
     * A reading.
     *
     * @param atWork read before
     */
    public static Remains in(int atWork, Journal journal, Outbound outbound, Assignment delivery) {
        List<ParkedReport> parkedBefore = outbound.parked().list(); // a retry would have them pass behind us
        int undecided = outbound.preparedCount();
        long waiting = outbound.totals().waitingReports();
        long bytes = outbound.totals().waitingBytes();
        List<BrokerReading> brokers = delivery.readings();
        int inFlight = brokers.stream().mapToInt(BrokerReading::inFlight).sum();
        List<ParkedReport> parked = outbound.parked().list();
        return new Remains(
                atWork,
                undecided,
                waiting,
                bytes,
                inFlight,
                parked.isEmpty() ? parkedBefore : parked,
                others(journal, outbound.observers()));
    }

    private static List<String> others(Journal journal, Observers observers) {
        List<String> others = new ArrayList<>();
        Throwable failure = journal.failure();
        String obstacle = journal.recoveryObstacle();
        if (failure != null) {
            others.add(
                    "The journal has failed, and is opened again by itself; until then it is not known what is left: "
                            + failure.getMessage());
        } else if (!journal.isOpen()) {
            others.add("The adapter is stopping or stopped.");
        } else if (obstacle != null) {
            others.add(obstacle);
        }
        List<String> behind = observers.all().stream()
                .filter(observers::isBehind)
                .map(Observing.Observed::name)
                .toList();
        if (!behind.isEmpty()) {
            others.add("Observers that may not have been told all that became of reports: " + behind
                    + ". Those that run are told now. Deploy the application of others again, or, where nobody needs"
                    + " their events any more, end them by the management bean dev.rapporteur:type=Observers.");
        }
        return others;
    }

    /** Whether nothing is. */
    public boolean nothing() {
        return atWork == 0 && undecided == 0 && waiting == 0 && inFlight == 0 && parked.isEmpty() && others.isEmpty();
    }

    /** What is left, each a sentence with what to do. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>(others);
        if (atWork > 0) {
            sentences.add("Transactions at work: " + atWork + ". They may send, and finish.");
        }
        if (undecided > 0) {
            sentences.add("Undecided branches: " + undecided
                    + ". The server's recovery decides them, or their database; see them by the"
                    + " management bean dev.rapporteur:type=UndecidedBranches.");
        }
        if (waiting > 0 || inFlight > 0) {
            sentences.add(
                    "Reports that wait: " + waiting + ", " + inFlight + " of them on their way. What stands still is"
                            + " named by the management bean dev.rapporteur:type=HeldPartitions.");
        }
        if (!parked.isEmpty()) {
            sentences.add(
                    "Parked reports: " + parked.size() + ". Retry them, or export and drop them, by the management"
                            + " bean dev.rapporteur:type=ParkedReports: " + names());
        }
        return sentences;
    }

    private String names() {
        String named = parked.stream()
                .limit(NAMED)
                .map(one -> one.partition() + "@" + one.sequence())
                .collect(Collectors.joining(", "));
        return parked.size() > NAMED ? named + ", …" : named;
    }
}
