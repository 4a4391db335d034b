package dev.rapporteur.demo.desk;

/** The desk failed because it was asked to. Being unchecked, it rolls the transaction back. */
final class DeliberateFailureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeliberateFailureException(Payment payment) {
        super("Payment " + payment.number() + " failed on purpose, after its row was written and its report was sent");
    }
}
