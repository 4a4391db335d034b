package dev.rapporteur.benchmarks;

import java.util.regex.Pattern;

/** Whose code a thread runs, or waits in: of the innermost frame that any of these claims, the first that claims it. */
enum Layer {
    SYNC("a sync by a file channel", "sun/nio/ch/(Unix)?FileDispatcherImpl\\.force"),
    REST("rest, and waking from it", "dev/rapporteur/impl/thread/Bell.rest"),
    JOURNAL("the adapter's journal", "dev/rapporteur/impl/journal/"),
    ADAPTER("the adapter besides", "dev/rapporteur/(?!benchmarks/)"),
    CLIENT("Kafka's client", "org/apache/kafka/"),
    TRANSACTIONS("transaction manager", "com/arjuna/"),
    POOLS("connection pools", "org/jboss/jca/"),
    DRIVER("PostgreSQL's driver", "org/postgresql/"),
    MESSAGING("Artemis", "org/apache/activemq/"),
    SERVER("server and application", "dev/rapporteur/benchmarks/|org/(jboss|wildfly|xnio)/|io/(undertow|netty)/"),
    /** By the thread: its stack is the JVM's own. */
    COMPILER("Java's compilers and collector", "(?!)"),
    OTHER("none of these", "(?!)");

    private final String label;
    /** What its frames begin with. */
    private final Pattern beginnings;

    Layer(String label, String beginnings) {
        this.label = label;
        this.beginnings = Pattern.compile(beginnings);
    }

    /** As a table's row names it. */
    String label() {
        return label;
    }

    /**
     * That of a stack.
     *
     * @param frames the outermost first; before all, the thread's name in brackets
     */
    static Layer of(String[] frames) {
        Duty duty = Duty.of(frames[0].substring(1));
        if (duty == Duty.COMPILER || duty == Duty.COLLECTOR) {
            return COMPILER;
        }
        for (int i = frames.length - 1; i > 0; i--) {
            Layer layer = of(frames[i]);
            if (layer != OTHER) {
                return layer;
            }
        }
        return OTHER;
    }

    private static Layer of(String frame) {
        for (Layer layer : values()) {
            if (layer.beginnings.matcher(frame).lookingAt()) {
                return layer;
            }
        }
        return OTHER;
    }
}
