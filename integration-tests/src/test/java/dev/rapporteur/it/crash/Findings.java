package dev.rapporteur.it.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What does not balance, by kind. For one thread. */
final class Findings {

    /** Kinds of what may be wrong. */
    enum Kind {
        /** A row that has no report. */
        LOST,
        /** A report that has no row. */
        PHANTOM,
        /** A report that came again. */
        TWICE,
        /** A report that came before its predecessor, or in another partition than that. */
        OUT_OF_ORDER,
        /** A client was told something else than the books say. */
        TOLD_WRONG
    }

    /** One of them is in the text of any that are not empty. */
    static final String PATTERN = Arrays.stream(Kind.values()).map(Kind::name).collect(Collectors.joining("|"));

    private static final int SHOWN = 10;

    private final Map<Kind, List<String>> found = new EnumMap<>(Kind.class);

    void add(Kind kind, String what) {
        found.computeIfAbsent(kind, none -> new ArrayList<>()).add(what);
    }

    int count(Kind kind) {
        return found.getOrDefault(kind, List.of()).size();
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        found.forEach((kind, all) -> {
            text.append(all.size()).append(' ').append(kind).append(":\n");
            all.stream()
                    .limit(SHOWN)
                    .forEach(one -> text.append("  ").append(one).append('\n'));
        });
        return text.toString();
    }
}
