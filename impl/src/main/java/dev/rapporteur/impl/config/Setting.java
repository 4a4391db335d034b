package dev.rapporteur.impl.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that an operator can set. All of them are listed in {@link Settings}.
 *
 * @param <T> what its text is read as
 */
public final class Setting<T> {

    /** What a setting is about; the reference's chapters, in this order. */
    enum Chapter {
        WHO("Who and where"),
        JOURNAL("Journal"),
        DECISION("Who decides"),
        BOUNDS("Bounds"),
        DELIVERY("Delivery"),
        SECURITY("Security"),
        KAFKA("Everything else of Kafka's");

        private final String title;

        Chapter(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Chapter chapter;
    private final String property;
    private final Range<T> range;
    private final String description;
    private final @Nullable String byDefault;
    private final @Nullable String defaultInWords;
    private final @Nullable String kafkaName;
    private final boolean secret;

    private Setting(
            Chapter chapter,
            String property,
            Range<T> range,
            String description,
            @Nullable String byDefault,
            @Nullable String defaultInWords,
            @Nullable String kafkaName,
            boolean secret) {
        this.chapter = chapter;
        this.property = property;
        this.range = range;
        this.description = description;
        this.byDefault = byDefault;
        this.defaultInWords = defaultInWords;
        this.kafkaName = kafkaName;
        this.secret = secret;
    }

    static <T> Setting<T> of(Chapter chapter, String property, Range<T> range, String description) {
        return new Setting<>(chapter, property, range, description, null, null, null, false);
    }

    Setting<T> byDefault(String text) {
        return new Setting<>(chapter, property, range, description, text, null, kafkaName, secret);
    }

    /** For a default that depends on the server or on other settings. */
    Setting<T> defaultInWords(String words) {
        return new Setting<>(chapter, property, range, description, null, words, kafkaName, secret);
    }

    /** For a setting whose text goes to Kafka's client as it is. */
    Setting<T> kafka(String name) {
        return new Setting<>(chapter, property, range, description, byDefault, defaultInWords, name, secret);
    }

    Setting<T> secret() {
        return new Setting<>(chapter, property, range, description, byDefault, defaultInWords, kafkaName, true);
    }

    /** The property's name, as operators write it. */
    public String property() {
        return property;
    }

    /** Whether its text must never be shown. */
    public boolean isSecret() {
        return secret;
    }

    Chapter chapter() {
        return chapter;
    }

    Range<T> range() {
        return range;
    }

    String description() {
        return description;
    }

    /** The default's text; null if there is none, or if it depends on something else. */
    public @Nullable String byDefault() {
        return byDefault;
    }

    /** The default in words; null if it has a text or there is none. */
    @Nullable
    String defaultInWords() {
        return defaultInWords;
    }

    /** The property of Kafka's client that this sets; null if it is ours. */
    @Nullable
    String kafkaName() {
        return kafkaName;
    }

    @Override
    public String toString() {
        return property;
    }
}
