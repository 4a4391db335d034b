package dev.rapporteur;

/** The report's key, payload and headers together are over the limit. */
public final class ReportTooLargeException extends ReportException {

    private static final long serialVersionUID = 1L;

    private final long size;
    private final long limit;

    /**
     * Says how much too large.
     *
     * @param topic the topic
     * @param size bytes of key, payload and headers together
     * @param limit the largest size allowed, in bytes
     * @param source where the limit comes from: a property of the adapter or of the topic
     */
    public ReportTooLargeException(String topic, long size, long limit, String source) {
        super("Report to topic \"" + topic + "\" has " + size + " bytes of key, payload and headers; the limit is "
                + limit + " (" + source + "). Send a smaller report, or raise the limit.");
        this.size = size;
        this.limit = limit;
    }

    /** Bytes of key, payload and headers together. */
    public long size() {
        return size;
    }

    /** The largest size allowed, in bytes. */
    public long limit() {
        return limit;
    }
}
