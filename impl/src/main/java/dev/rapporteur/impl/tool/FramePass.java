package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.journal.Parking;

/** A reading of frames that passes over the kinds which it says nothing of. */
abstract class FramePass<C> implements Frame.Visitor<C> {

    @Override
    public void opened(Frame.Opened frame, C context) {}

    @Override
    public void route(Frame.Route frame, C context) {}

    @Override
    public void branchPart(Frame.BranchPart frame, C context) {}

    @Override
    public void branchDropped(Frame.BranchDropped frame, C context) {}

    @Override
    public void branchPrepared(Frame.BranchPrepared frame, C context) {}

    @Override
    public void branchDecided(Frame.BranchDecided frame, C context) {}

    @Override
    public void branchForgotten(Frame.BranchForgotten frame, C context) {}

    @Override
    public void released(Frame.Released frame, C context) {}

    @Override
    public void reports(Frame.Reports frame, C context) {}

    @Override
    public void delivered(Frame.Delivered frame, C context) {}

    @Override
    public void parked(Parking.Parked frame, C context) {}

    @Override
    public void retried(Parking.Retried frame, C context) {}

    @Override
    public void dropped(Parking.Dropped frame, C context) {}

    @Override
    public void confirmed(Observing.Confirmed frame, C context) {}

    @Override
    public void observed(Observing.Observed frame, C context) {}

    @Override
    public void unobserved(Observing.Unobserved frame, C context) {}

    @Override
    public void transactionalIdUsed(Frame.TransactionalIdUsed frame, C context) {}

    @Override
    public void moved(Frame.Moved frame, C context) {}

    @Override
    public void chosen(Frame.Chosen frame, C context) {}

    @Override
    public void mapped(Frame.Mapped frame, C context) {}

    @Override
    public void quarantined(Frame.Quarantined frame, C context) {}

    @Override
    public void logStart(Frame.LogStart frame, C context) {}

    @Override
    public void durableMark(Frame.DurableMark frame, C context) {}

    @Override
    public void snapshot(Frame.Snapshot frame, C context) {}
}
