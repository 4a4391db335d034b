package dev.rapporteur.impl.journal;

/** The journal has no room for more reports; decisions and deliveries still fit. */
public final class JournalFullException extends JournalException {

    private static final long serialVersionUID = 1L;

    JournalFullException(String message) {
        super(message);
    }
}
