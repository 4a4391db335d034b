package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import dev.rapporteur.impl.dispatch.TransactionalLink.Outcome;
import dev.rapporteur.impl.dispatch.TransactionalLink.Step;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** One link that sends on from known positions, transaction after transaction, and is lost after so many calls. */
final class LostLife {

    static final String ID = "lost";

    /** What a call counts while the commit is under way: so that many lives end there, not in sending. */
    private static final int COMMITTING_COSTS = 20;

    private final LinkLab lab;
    private final Random random;
    private final Map<PartitionId, Long> known;
    private final Map<PartitionId, Long> proposed = new HashMap<>();
    private int callsLeft;
    private Outcome outcome = Outcome.NOT_COMMITTED;

    /**
     * Not begun.
     *
     * @param known where each partition is; moved by commits
     * @param calls after so many it is lost
     */
    LostLife(LinkLab lab, Random random, Map<PartitionId, Long> known, int calls) {
        this.lab = lab;
        this.random = random;
        this.known = known;
        this.callsLeft = calls;
    }

    void run() throws Exception {
        TransactionalLink link = lab.open(ID);
        while (spend() && link.initialise() == Step.PENDING) {
            LockSupport.parkNanos(500_000);
        }
        while (callsLeft > 0) {
            transaction(link);
        }
        link.abandon();
        outcome = link.outcome();
    }

    private void transaction(TransactionalLink link) throws Exception {
        link.begin();
        proposed.clear();
        proposed.putAll(known);
        for (PartitionId partition : known.keySet()) {
            int count = random.nextInt(60);
            for (int i = 0; i < count && spend(); i++) {
                long sequence = proposed(partition);
                if (link.send(lab.report(partition, sequence), partition, new LinkLab.Receipts()) == null) {
                    proposed.put(partition, sequence + 1);
                }
            }
        }
        for (PartitionId partition : known.keySet()) {
            Marker marker = new Marker(LinkLab.CLUSTER, LinkLab.INCARNATION, 0, proposed(partition));
            int progress = random.nextInt(3);
            while (spend() && link.mark(partition, marker, progress) != null) {
                LockSupport.parkNanos(500_000);
            }
        }
        while (callsLeft > 0) {
            if (link.commit() == Step.DONE) {
                known.putAll(proposed);
                return;
            }
            callsLeft -= link.outcome() == Outcome.UNKNOWN ? COMMITTING_COSTS : random.nextInt(2);
            LockSupport.parkNanos(random.nextInt(300_000));
        }
    }

    private boolean spend() {
        return callsLeft > 0 && --callsLeft > 0;
    }

    Outcome outcome() {
        return outcome;
    }

    long proposed(PartitionId partition) {
        return proposed.getOrDefault(partition, known.getOrDefault(partition, 0L));
    }
}
