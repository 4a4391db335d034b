package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** By a transactional link, made for one marker. */
public final class LinkMarkerWriter implements MarkerWriter {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final TransactionalLink.Factory links;

    /** By links from here. */
    public LinkMarkerWriter(TransactionalLink.Factory links) {
        this.links = links;
    }

    /** Asks a link again and again. */
    @FunctionalInterface
    private interface Question {

        boolean isDone() throws TransactionalLink.LostException;
    }

    @Override
    public void write(
            String transactionalId, PartitionId partition, Marker marker, int progressPartition, Duration within)
            throws UnansweredException {
        long deadline = System.nanoTime() + within.toNanos();
        TransactionalLink link = null;
        try {
            TransactionalLink opened = links.open(transactionalId);
            link = opened;
            await(() -> opened.initialise() == TransactionalLink.Step.DONE, deadline);
            opened.begin();
            await(() -> isMarked(opened, partition, marker, progressPartition), deadline);
            await(() -> opened.commit() == TransactionalLink.Step.DONE, deadline);
        } catch (TransactionalLink.LostException | BrokerLink.NotOpenedException e) {
            throw new UnansweredException("The marker of " + partition + " can't be written: " + e.getMessage(), e);
        } finally {
            if (link != null) {
                link.abandon();
            }
        }
    }

    private static boolean isMarked(TransactionalLink link, PartitionId partition, Marker marker, int progressPartition)
            throws TransactionalLink.LostException {
        SendFailure failure = link.mark(partition, marker, progressPartition);
        if (failure != null && failure.kind() != SendFailure.Kind.NOT_YET) {
            throw new TransactionalLink.LostException(
                    TransactionalLink.Outcome.NOT_COMMITTED, TransactionalLink.Cure.ANEW, failure.reason(), null);
        }
        return failure == null;
    }

    private static void await(Question question, long deadline)
            throws TransactionalLink.LostException, UnansweredException {
        while (!question.isDone()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new UnansweredException("Kafka has not taken a marker in time.");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
