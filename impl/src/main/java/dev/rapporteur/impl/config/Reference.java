package dev.rapporteur.impl.config;

import dev.rapporteur.impl.config.Setting.Chapter;

/** Writes docs/configuration.md: the settings as a page for operators. */
final class Reference {

    private static final String HEAD = """
            # Configuration reference

            <!-- Written from dev.rapporteur.impl.config.Settings. After a change there:
                 mvn -pl impl -am test -Dtest=ReferenceTest -Drapporteur.reference=write -->

            Each setting is a config property of the resource adapter, where it is the default for all connection
            definitions, and of each connection definition, where it counts for that one. All are texts to the server and
            are checked together when the adapter starts: a wrong one stops the start, and the message names all that are
            wrong. A change counts after the next start of the adapter. The text `unset` stands for none: the default counts.

            In WildFly set them in `rapporteur.properties` before running `rapporteur.cli`, in the admin console, or by
            `/subsystem=resource-adapters/resource-adapter=rapporteur.rar/config-properties=NAME:add(value=...)`. Passwords
            belong into the server's credential store: give an expression, `${ENC::RESOLVER:TEXT}`.

            """;

    private static final String FIXED = """

            `kafkaProperties` refuses these, with the reason:

            | property | set by the adapter, because |
            |---|---|
            """;

    private Reference() {}

    static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Chapter chapter : Chapter.values()) {
            page.append("## ").append(chapter.title()).append("\n\n");
            page.append("| setting | type | default | allowed | what it is |\n|---|---|---|---|---|\n");
            Settings.ALL.stream()
                    .filter(setting -> setting.chapter() == chapter)
                    .forEach(setting -> page.append(row(setting)));
            page.append(chapter == Chapter.KAFKA ? "" : "\n");
        }
        page.append(FIXED);
        FixedProperty.REASONS.forEach((name, reason) ->
                page.append("| `").append(name).append("` | ").append(reason).append(" |\n"));
        return page.toString();
    }

    private static String row(Setting<?> setting) {
        return "| `" + setting.property() + "` | " + setting.range().type() + (setting.isSecret() ? ", secret" : "")
                + " | "
                + byDefault(setting) + " | " + setting.range().allowed() + " | " + setting.description()
                + (setting.kafkaName() == null ? "" : " Kafka's `" + setting.kafkaName() + "`.") + " |\n";
    }

    private static String byDefault(Setting<?> setting) {
        if (setting.byDefault() != null) {
            return "`" + setting.byDefault() + "`";
        }
        if (setting.defaultInWords() != null) {
            return setting.defaultInWords();
        }
        return setting == Settings.BOOTSTRAP_SERVERS ? "none; it must be set" : "none";
    }
}
