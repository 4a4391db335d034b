package dev.rapporteur.impl.kafka;

/** Failures of the client's, which wraps what it knows: what they come from, in words without a full stop. */
final class Causes {

    private static final int MAX_CAUSES = 20;

    private Causes() {}

    /** Whether the failure, or what it comes from, is of this type. */
    static boolean has(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** What stands at the end of the row. */
    static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < MAX_CAUSES; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** A failure and what it comes from: the outermost words are the same for names, stores, logins and handshakes. */
    static String text(Throwable failure) {
        Throwable root = root(failure);
        return root == failure ? ownText(failure) : ownText(failure) + ", because of " + ownText(root);
    }

    /** A failure's own words. */
    static String ownText(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        String trimmed = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return failure.getClass().getSimpleName() + ": " + trimmed;
    }
}
