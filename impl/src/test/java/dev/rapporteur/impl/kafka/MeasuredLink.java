package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.dispatch.TransactionalLink;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Passes all on to a link, and notes how long the longest call took. */
final class MeasuredLink implements TransactionalLink {

    private final TransactionalLink link;
    private final AtomicLong slowestNanos;

    MeasuredLink(TransactionalLink link, AtomicLong slowestNanos) {
        this.link = link;
        this.slowestNanos = slowestNanos;
    }

    static Duration slowest(AtomicLong slowestNanos) {
        return Duration.ofNanos(slowestNanos.get());
    }

    private void since(long began) {
        slowestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
    }

    @Override
    public Step initialise() throws LostException {
        long began = System.nanoTime();
        try {
            return link.initialise();
        } finally {
            since(began);
        }
    }

    @Override
    public void begin() throws LostException {
        long began = System.nanoTime();
        try {
            link.begin();
        } finally {
            since(began);
        }
    }

    @Override
    public @Nullable SendFailure send(OutboundReport report, PartitionId to, BrokerLink.Receipt receipt) {
        long began = System.nanoTime();
        SendFailure failure = link.send(report, to, receipt);
        since(began);
        return failure;
    }

    @Override
    public @Nullable SendFailure mark(PartitionId partition, Marker marker, int progressPartition) {
        long began = System.nanoTime();
        SendFailure failure = link.mark(partition, marker, progressPartition);
        since(began);
        return failure;
    }

    @Override
    public Step commit() throws LostException {
        long began = System.nanoTime();
        try {
            return link.commit();
        } finally {
            since(began);
        }
    }

    @Override
    public Map<PartitionId, Long> starts() {
        return link.starts();
    }

    @Override
    public Map<PartitionId, Long> ends() {
        return link.ends();
    }

    @Override
    public State state() {
        return link.state();
    }

    @Override
    public @Nullable String trouble() {
        return link.trouble();
    }

    @Override
    public Outcome outcome() {
        return link.outcome();
    }

    @Override
    public void leave() {
        link.leave();
    }

    @Override
    public void abandon() {
        long began = System.nanoTime();
        link.abandon();
        since(began);
    }

    @Override
    public String toString() {
        return link.toString();
    }
}
