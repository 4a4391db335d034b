package dev.rapporteur;

/** The transaction can't take reports: it is marked for rollback, over, or not the connection's own. */
public final class TransactionStateException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which state the transaction is in.
     *
     * @param message the state, and what to do
     */
    public TransactionStateException(String message) {
        super(message);
    }
}
