package dev.rapporteur;

/** Memory or journal space for reports is used up; the send or the prepare is refused. */
public final class BufferFullException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which bound was met.
     *
     * @param message which bound, how much was asked for, what to do
     */
    public BufferFullException(String message) {
        super(message);
    }
}
