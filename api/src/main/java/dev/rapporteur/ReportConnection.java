package dev.rapporteur;

/**
 * A producer's handle from the server's pool. Not for use by several threads at once.
 *
 * <p>Closing it returns it to the pool; what was sent stays with the transaction. A closed handle
 * refuses every call but {@link #close()} with a {@link NotAvailableException}.
 */
public interface ReportConnection extends ReportProducer, AutoCloseable {

    /** Returns the handle to the pool. Closing it again does nothing. */
    @Override
    void close();
}
