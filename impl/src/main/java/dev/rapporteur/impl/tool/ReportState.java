package dev.rapporteur.impl.tool;

import java.util.Locale;

/** What became of a report. */
public enum ReportState {
    /** Committed, and Kafka has not confirmed it. */
    UNDELIVERED,
    /** Its branch is prepared, and neither committed nor rolled back. */
    UNDECIDED,
    /** Kafka refused it for good: it waits for an operator. */
    PARKED,
    /** It was parked, and an operator gave it up. */
    DROPPED,
    /** Kafka has confirmed it. */
    DELIVERED,
    /** Its branch was rolled back after it had been prepared. */
    ROLLED_BACK;

    /** As it is written and read: in small letters, with a hyphen. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
