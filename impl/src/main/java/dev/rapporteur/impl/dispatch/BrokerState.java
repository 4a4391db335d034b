package dev.rapporteur.impl.dispatch;

/** How a broker that leads some of our partitions stands. {@link LeaderBroker} and {@link DispatcherSeat} have the transitions. */
public enum BrokerState {
    /** It has no dispatcher: a pause after the last one, or it leads nothing of ours any more. */
    IDLE,
    /** It has a dispatcher; or only that for what is set apart. */
    SERVED,
    /** It has given no sign for as long as a broker may, nor answered the probe. */
    SILENT
}
