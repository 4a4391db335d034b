package dev.rapporteur.it.crash;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Kinds of parts of the scene, and how many there are. */
enum Part {
    SERVER(2),
    BROKER(3),
    DATABASE(1);

    private final int number;

    Part(int number) {
        this.number = number;
    }

    /** All of this kind, by name. */
    List<String> names() {
        return IntStream.rangeClosed(1, number).mapToObj(this::name).toList();
    }

    /** One's name; they are counted from 1. */
    String name(int one) {
        return name().toLowerCase(Locale.ROOT) + "-" + one;
    }

    /** A part's kind. */
    static Part of(String part) {
        return Arrays.stream(values())
                .filter(kind -> kind.names().contains(part))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no part \"" + part + "\""));
    }

    /** Which one it is. */
    int numberOf(String part) {
        return names().indexOf(part) + 1;
    }
}
