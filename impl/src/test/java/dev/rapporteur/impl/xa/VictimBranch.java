package dev.rapporteur.impl.xa;

import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.BranchXid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.transaction.xa.Xid;

/**
 * What a branch of a {@link BranchVictim} sends and how it ends. All of it follows from its number, so that whoever finds the
 * branch in the journal knows too.
 */
record VictimBranch(int number) {

    /** How it ends. */
    enum Fate {
        PREPARED,
        COMMITTED,
        ROLLED_BACK,
        COMMITTED_IN_ONE_PHASE,
        ROLLED_BACK_AT_WORK
    }

    private static final int REPORTS_AT_MOST = 12;
    private static final int FILL = 200;

    /** The branch of an Xid. */
    static VictimBranch of(Xid xid) {
        return new VictimBranch(ByteBuffer.wrap(xid.getGlobalTransactionId()).getInt());
    }

    /** The branch that a report belongs to. */
    static VictimBranch ofPayload(String payload) {
        return new VictimBranch(Integer.parseInt(payload.substring(0, payload.indexOf('/'))));
    }

    /** The partition that a report was sent to. */
    static int partitionOf(String payload) {
        return partition(Integer.parseInt(payload.split("/", 3)[1]));
    }

    BranchXid xid() {
        return Xids.of(number);
    }

    Fate fate() {
        return Fate.values()[number % Fate.values().length];
    }

    /** From one, which fits into memory, to so many that most of them are written ahead in parts. */
    int reports() {
        return 1 + number / Fate.values().length % REPORTS_AT_MOST;
    }

    static int partition(int index) {
        return index % Desk.PARTITIONS;
    }

    String payload(int index) {
        return number + "/" + index + "/" + ".".repeat(FILL);
    }

    /** Its payloads as they leave: partition by partition, each in the order of sending. */
    List<String> payloads() {
        return IntStream.range(0, Desk.PARTITIONS)
                .boxed()
                .flatMap(this::payloadsOf)
                .toList();
    }

    private Stream<String> payloadsOf(int partition) {
        return IntStream.range(0, reports())
                .filter(index -> partition(index) == partition)
                .mapToObj(this::payload);
    }
}
