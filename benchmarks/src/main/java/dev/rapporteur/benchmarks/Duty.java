package dev.rapporteur.benchmarks;

import java.util.regex.Pattern;

/** What the threads of a process with the adapter, or its engine, are for: the first that claims a name. */
enum Duty {
    /** The callers' own work with transaction manager, driver and adapter, and whatever is in no other row. */
    CALLERS("callers", "(?!)"), // no name
    JOURNAL("journal", "rapporteur-jour"),
    DISPATCHER("dispatcher", "rapporteur-disp"),
    CLIENT("Kafka's client", "kafka-producer"),
    ASKER("asker of the database", "rapporteur-aske"),
    /** Leaders, markers, and what is final. */
    WATCHING("others of the adapter", "rapporteur-|kafka-admin"),
    COMPILER("Java's compilers", "C[12] Compiler"),
    COLLECTOR("garbage collector", "GC Thread|G1 ");

    private final String label;
    /** What the names of its threads begin with. */
    private final Pattern beginnings;

    Duty(String label, String beginnings) {
        this.label = label;
        this.beginnings = Pattern.compile(beginnings);
    }

    /** That of a thread with this name, of which Linux keeps 15 characters. */
    static Duty of(String thread) {
        for (Duty duty : values()) {
            if (duty.beginnings.matcher(thread).lookingAt()) {
                return duty;
            }
        }
        return CALLERS;
    }

    /** As a table's column names it. */
    String label() {
        return label;
    }
}
