package dev.rapporteur.impl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.simulation.OutboundSimulation.Kind;
import dev.rapporteur.impl.simulation.SimulatedBooks.Story;
import java.util.ArrayList;
import java.util.List;

/**
 * What the design guarantees of every life, whatever befell it; here the engine is held against the books:
 *
 * <ul>
 *   <li>what was acknowledged as committed arrives; what was rolled back, or never committed, does not
 *   <li>what was prepared is listed by recovery until it is decided
 *   <li>within a partition, first copies arrive in the order of their frames
 *   <li>what is parked stays parked, and does not arrive, until it is retried; then it comes in its old order behind all that
 *       was there before; what was dropped never comes
 *   <li>a sequence never stands for two reports; copies come only after a restart or a rewind
 *   <li>the fold read back is the fold that was
 *   <li>of a branch all arrives or nothing
 *   <li>memory and disk stay within their bounds
 *   <li>a full disk alone fails no journal, and keeps none with a whole reserve from opening: what must be written still is
 *   <li>without rot, nothing is said to be lost
 *   <li>after rot, what has not arrived is held or quarantined, never passed over in silence
 * </ul>
 */
final class SimulatedGuarantees {

    private final Object life;
    private final Kind kind;
    private final SimulatedEngine engine;
    private final SimulatedTrouble trouble;
    private final SimulatedBooks books;

    /** Of the life that this describes. */
    SimulatedGuarantees(
            Object life, Kind kind, SimulatedEngine engine, SimulatedTrouble trouble, SimulatedBooks books) {
        this.life = life;
        this.kind = kind;
        this.engine = engine;
        this.trouble = trouble;
        this.books = books;
    }

    /** At any time. */
    void checkBounds() {
        assertThat(engine.memory().held())
                .as("%s: bytes in memory", life)
                .isLessThanOrEqualTo(engine.memory().maxBytes());
        if (kind == Kind.SYNC) {
            assertThat(engine.directory().used())
                    .as("%s: bytes on the disk", life)
                    .isLessThanOrEqualTo(2 * SimulatedEngine.MAX_BYTES);
        }
    }

    /** When the journal has failed. */
    void checkFailed() {
        assertThat(kind != Kind.FULL || trouble.mayFail())
                .as(
                        "%s: a full disk alone has failed the journal: %s",
                        life, engine.journal().failure())
                .isTrue();
    }

    /** When all that lived on an opening is given up. */
    void checkAbandoned() {
        assertThat(engine.memory().held()).as("%s: memory of nobody", life).isZero();
    }

    /**
     * When the journal has been opened again: what had been promised is there, and the books note what that says of the rest.
     *
     * @param forgetful what was acknowledged may be lost
     */
    void checkOpened(boolean forgetful) {
        Outbound outbound = engine.outbound();
        if (!trouble.isRotten()) {
            assertThat(outbound.quarantined()).as("%s: said to be lost", life).isEmpty();
        }
        books.parked().reconcile(outbound, forgetful || trouble.isRotten());
        for (Story story : books.all()) {
            books.reconcile(story, outbound.isPrepared(story.xid), forgetful || trouble.isRotten());
            if (forgetful && outbound.heuristicDecision(story.xid) == null) {
                story.byOperator = null;
            }
            if (!trouble.isRotten() && story.byOperator != null) {
                assertThat(outbound.heuristicDecision(story.xid))
                        .as("%s: the operator's decision about %s", life, story.xid)
                        .isEqualTo(story.byOperator);
            }
        }
    }

    /** When it has been closed in order with this state, and opened again. */
    void checkReadBack(Frame.Snapshot before) {
        if (trouble.isRotten()) {
            return;
        }
        Frame.Snapshot after = engine.outbound().snapshot();
        assertThat(after.positions()).as("%s: the positions read back", life).isEqualTo(before.positions());
        assertThat(after.routes()).as("%s: the routes read back", life).isEqualTo(before.routes());
        assertThat(after.heuristics()).as("%s: the decisions read back", life).isEqualTo(before.heuristics());
        assertThat(parkedIn(after)).as("%s: the parked read back", life).isEqualTo(parkedIn(before));
        assertThat(after.transactionalIds())
                .as("%s: the transactional ids read back", life)
                .isEqualTo(before.transactionalIds());
        assertThat(after.mappings()).as("%s: the mappings read back", life).isEqualTo(before.mappings());
        assertThat(after.prepared().stream().map(Frame.Prepared::xid))
                .as("%s: the branches read back", life)
                .isEqualTo(before.prepared().stream().map(Frame.Prepared::xid).toList());
    }

    /** Wherever they lie: a copy that was on its way at the close counts from the next opening on. */
    private static List<?> parkedIn(Frame.Snapshot snapshot) {
        return snapshot.parked().stream()
                .map(place -> List.of(
                        place.topic(),
                        place.partition(),
                        place.left(),
                        place.aside().stream()
                                .map(one -> List.of(
                                        one.sequence(), one.incarnation(), one.number(), one.atMs(), one.reason()))
                                .toList()))
                .toList();
    }

    /** While all is being delivered, and so many reports wait although nothing was delivered. */
    void checkReachable(long waiting) {
        boolean stuck = trouble.isRotten() && (!engine.journal().isOpen() || anyHeld());
        assertThat(waiting == 0 || stuck || engine.buffers().stream().anyMatch(PartitionBuffer::ready))
                .as("%s: %d reports wait, and none can be had: %s, %s", life, waiting, holds(), engine.notChosen())
                .isTrue();
    }

    /** When the journal must be opened again before all can be delivered. */
    void checkHarmed() {
        assertThat(kind)
                .as("%s: failed without a fault: %s, %s", life, engine.journal().failure(), holds())
                .isIn(Kind.ROT, Kind.LOSS);
    }

    /** When everything is decided and delivered. */
    void checkBooks() {
        assertThat(engine.outbound().preparedCount())
                .as("%s: undecided at the end", life)
                .isZero();
        if (trouble.isRotten()) {
            boolean said =
                    anyHeld() || engine.directory().list().stream().anyMatch(name -> name.startsWith("quarantined-"));
            List<Long> missing = new ArrayList<>(books.missing());
            engine.outbound()
                    .parked()
                    .list()
                    .forEach(report -> missing.remove((Long) report.id().number()));
            assertThat(missing.isEmpty() || said)
                    .as("%s: reports %s are missing, and nobody says so", life, missing)
                    .isTrue();
        } else if (kind != Kind.OS) {
            books.checkComplete();
        }
        books.checkOrder();
    }

    /** When the journal has been opened again after that. */
    void checkNoneWaits() {
        if (!trouble.isRotten()) {
            assertThat(engine.outbound().totals().waitingReports())
                    .as("%s: waiting although all is delivered", life)
                    .isZero();
            assertThat(engine.outbound().parked().reports())
                    .as("%s: parked although all was retried", life)
                    .isZero();
        }
    }

    private boolean anyHeld() {
        return engine.buffers().stream().anyMatch(buffer -> buffer.held() != null);
    }

    private List<String> holds() {
        return engine.buffers().stream()
                .map(buffer -> buffer + ": " + buffer.held())
                .toList();
    }
}
