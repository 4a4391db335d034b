package dev.rapporteur.impl.journal;

/** A segment's index is missing, or was harmed and is deleted: opening the journal again makes it anew from the segment. */
public final class HarmedIndexException extends JournalException {

    private static final long serialVersionUID = 1L;

    private final int segment;

    /** Of this segment. */
    public HarmedIndexException(int segment) {
        super("The index of segment " + segment
                + " is missing or harmed; opening the journal again makes it anew from the segment.");
        this.segment = segment;
    }

    /** The segment whose index it is. */
    public int segment() {
        return segment;
    }
}
