package dev.rapporteur.it.decided;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A business row as an entity: whoever writes it, it is reported. */
@Entity
@Table(name = "row_")
@IdClass(Entry.Key.class)
@EntityListeners(EntryReporter.class)
public class Entry {

    @Id
    private String topic = "";

    @Id
    private String text = "";

    /** For the persistence provider. */
    protected Entry() {}

    /**
     * A new one.
     *
     * @param topic where it is reported
     * @param text its text
     */
    public Entry(String topic, String text) {
        this.topic = topic;
        this.text = text;
    }

    String topic() {
        return topic;
    }

    String text() {
        return text;
    }

    /** What tells one entry from another. */
    public static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        private String topic = "";
        private String text = "";

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.topic.equals(topic) && key.text.equals(text);
        }

        @Override
        public int hashCode() {
            return Objects.hash(topic, text);
        }
    }
}
