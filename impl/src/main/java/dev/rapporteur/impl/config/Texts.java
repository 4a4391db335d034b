package dev.rapporteur.impl.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The texts that an operator set, read setting by setting, and all that is wrong with them. For one thread, once. */
final class Texts {

    private static final String MASK = "***";
    private static final int SHOWN_CHARACTERS = 200;

    private final Map<String, String> texts = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** Takes the texts that set something. */
    Texts(Map<String, String> given) {
        given.forEach((property, text) -> {
            if (Settings.isSet(text)) {
                texts.put(property, text.trim());
            }
        });
        refuseUnknown();
    }

    private void refuseUnknown() {
        TreeSet<String> unknown = new TreeSet<>(texts.keySet());
        Settings.ALL.forEach(setting -> unknown.remove(setting.property()));
        for (String property : unknown) {
            problems.add(new Problem(
                    property, "", "is not a setting", "the settings in docs/configuration.md", "Remove it."));
        }
    }

    /** All that is wrong, in the order of the reference. */
    List<Problem> problems() {
        List<String> order = Settings.ALL.stream().map(Setting::property).toList();
        return problems.stream()
                .sorted(Comparator.comparingInt(problem -> order.indexOf(problem.property())))
                .toList();
    }

    boolean has(Setting<?> setting) {
        return texts.containsKey(setting.property());
    }

    /** The setting's text if it is set, else its default; null if there is neither. */
    @Nullable
    String text(Setting<?> setting) {
        return texts.getOrDefault(setting.property(), setting.byDefault());
    }

    /**
     * Reads a setting that must have a value: its own or the default.
     *
     * @param onProblem stands for the value if there is none, so that reading can go on
     */
    <T> T required(Setting<T> setting, T onProblem) {
        if (text(setting) == null) {
            add(setting, "is missing", "Set it.");
        }
        return optional(setting).orElse(onProblem);
    }

    /** Reads a setting; empty if it has no value, or a wrong one, which becomes a problem. */
    <T> Optional<T> optional(Setting<T> setting) {
        String text = text(setting);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(setting.range().read(text));
        } catch (IllegalArgumentException e) {
            add(
                    setting,
                    String.valueOf(e.getMessage()),
                    "Correct it" + (hasDefault(setting) ? ", or remove it for the default." : "."));
            return Optional.empty();
        }
    }

    private static boolean hasDefault(Setting<?> setting) {
        return setting.byDefault() != null || setting.defaultInWords() != null;
    }

    /** Adds a problem of one setting. */
    void add(Setting<?> setting, String complaint, String remedy) {
        problems.add(new Problem(
                setting.property(), shown(setting), complaint, setting.range().allowed(), remedy));
    }

    /** Whether none of these settings has a problem of its own, so that it makes sense to compare them. */
    boolean areSound(Setting<?>... settings) {
        for (Setting<?> setting : settings) {
            if (problems.stream().anyMatch(problem -> problem.property().equals(setting.property()))) {
                return false;
            }
        }
        return true;
    }

    private String shown(Setting<?> setting) {
        String text = text(setting);
        if (text == null) {
            return "";
        }
        if (setting.isSecret()) {
            return MASK;
        }
        return text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
    }
}
