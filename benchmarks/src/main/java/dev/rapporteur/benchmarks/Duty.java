package dev.rapporteur.benchmarks;

import java.util.List;

/** What the threads of a server with the adapter are for. */
enum Duty {
    /** The callers' own work with transaction manager, driver and adapter, and whatever is in no other row. */
    CALLERS("callers", List.of()),
    JOURNAL("journal", List.of("rapporteur-jour")),
    DISPATCHER("dispatcher", List.of("rapporteur-disp")),
    CLIENT("Kafka's client", List.of("kafka-producer")),
    ASKER("asker of the database", List.of("rapporteur-aske")),
    /** Leaders, markers, and what is final. */
    WATCHING("others of the adapter", List.of("rapporteur-", "kafka-admin")),
    COMPILER("Java's compilers", List.of("C1 Compiler", "C2 Compiler")),
    COLLECTOR("garbage collector", List.of("GC Thread", "G1 "));

    private final String label;
    private final List<String> prefixes;

    Duty(String label, List<String> prefixes) {
        this.label = label;
        this.prefixes = prefixes;
    }

    /** That of a thread with this name, of which Linux keeps 15 characters. */
    static Duty of(String thread) {
        for (Duty duty : values()) {
            if (duty.prefixes.stream().anyMatch(thread::startsWith)) {
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
