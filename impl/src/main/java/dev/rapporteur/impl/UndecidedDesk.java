package dev.rapporteur.impl;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.monitor.UndecidedBranchesMXBean;
import dev.rapporteur.impl.monitor.UndecidedView;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import dev.rapporteur.impl.xa.BranchTable;
import java.lang.System.Logger;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Operators' hands on an engine's undecided branches, while it is open. For any thread. */
final class UndecidedDesk implements UndecidedBranchesMXBean {

    private static final Logger LOG = System.getLogger(UndecidedDesk.class.getName());

    private final Supplier<Opening> opening;
    private final BranchTable branches;

    UndecidedDesk(Supplier<Opening> opening, BranchTable branches) {
        this.opening = opening;
        this.branches = branches;
    }

    @Override
    public List<UndecidedView> getUndecided() {
        Opening now = opening.get();
        return now.undecidedBranches().stream()
                .map(branch -> view(branch, now.unprovable(branch.xid())))
                .toList();
    }

    private static UndecidedView view(UndecidedBranch branch, @Nullable String unprovable) {
        Frame.Proof proof = branch.proof();
        return new UndecidedView(
                branch.xid().toString(),
                proof == null ? "" : proof.database(),
                proof == null ? "" : proof.text(),
                unprovable == null ? "" : unprovable,
                TimeUnit.MILLISECONDS.toSeconds(branch.ageMs()),
                branch.reports(),
                branch.bytes(),
                branch.released());
    }

    @Override
    public void commit(String xid) {
        decide(xid, Decision.COMMIT);
    }

    @Override
    public void rollback(String xid) {
        decide(xid, Decision.ROLLBACK);
    }

    private void decide(String text, Decision decision) {
        BranchXid xid = BranchXid.parse(text);
        if (!branches.decide(xid, decision)) {
            throw notUndecided(text);
        }
        LOG.log(Logger.Level.WARNING, "An operator has decided branch {0}: {1}", xid, decision);
    }

    @Override
    public void release(String text) {
        BranchXid xid = BranchXid.parse(text);
        Opening now = opening.get();
        if (now.undecidedBranches().stream().noneMatch(branch -> branch.xid().equals(xid) && !branch.released())) {
            throw notUndecided(text);
        }
        now.keep(new Frame.Released(xid));
        LOG.log(
                Logger.Level.WARNING,
                "An operator has released the partitions that wait for branch {0}; if it commits, their order is broken",
                xid);
    }

    private static IllegalArgumentException notUndecided(String xid) {
        return new IllegalArgumentException(
                "No branch " + xid
                        + " is prepared and waits, or somebody decides it right now, or it is released: look at the list again.");
    }
}
