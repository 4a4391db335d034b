package dev.rapporteur.demo;

import java.util.List;

/** The accounts that pay: keys enough to reach every partition. */
final class Accounts {

    static final List<String> ALL = List.of("Alder", "Birch", "Cedar", "Hazel", "Maple", "Rowan");

    private Accounts() {}

    /** An account for a number: each in turn. */
    static String of(int number) {
        return ALL.get(Math.floorMod(number, ALL.size()));
    }
}
