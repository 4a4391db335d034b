package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import org.jspecify.annotations.Nullable;

/** Where reports are set aside that Kafka refuses for good, so that their partitions go on. For any thread. */
public interface ParkingLog {

    /** What has come of it. */
    enum Outcome {
        /** Not known yet. */
        PENDING,
        /** It is parked, durably: its partition goes on behind it. */
        PARKED,
        /** It stands where it stood. */
        NOT_PARKED
    }

    /** A report on its way there. */
    @FunctionalInterface
    interface Ticket {

        /** So far. */
        Outcome outcome();
    }

    /** Why no more may be parked, as a sentence; null if one may be. */
    @Nullable
    String full();

    /**
     * Sets a report aside that was taken from its buffer; does not wait for the disk. Until the outcome is known, nothing of its
     * partition may be sent.
     *
     * @param reason a sentence for operators
     */
    Ticket park(OutboundReport report, String reason);
}
