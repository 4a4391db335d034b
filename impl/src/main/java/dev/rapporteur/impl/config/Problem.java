package dev.rapporteur.impl.config;

import java.io.Serializable;

/**
 * What is wrong with one setting.
 *
 * @param property the property's name
 * @param value its text as it may be shown: a secret's is masked; empty if it is missing
 * @param complaint what is wrong, beginning with a verb: "is not a whole number"
 * @param allowed what would be right
 * @param remedy what to do, as a sentence
 */
public record Problem(String property, String value, String complaint, String allowed, String remedy)
        implements Serializable {

    @Override
    public String toString() {
        return property + (value.isEmpty() ? "" : " = \"" + value + "\"") + " " + complaint + " (allowed: " + allowed
                + "). " + remedy;
    }
}
