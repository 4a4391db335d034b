package dev.rapporteur.impl.config;

import java.util.List;

/** A configuration can't be taken. The message lists all that is wrong with it; secrets are masked. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<Problem> problems;

    ConfigException(String name, List<Problem> problems) {
        super(message(name, problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the order of the reference. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(String name, List<Problem> problems) {
        StringBuilder message = new StringBuilder("The configuration of the connection definition \"")
                .append(name)
                .append("\" has ")
                .append(problems.size() == 1 ? "a problem" : problems.size() + " problems")
                .append(':');
        problems.forEach(problem -> message.append("\n  ").append(problem));
        return message.toString();
    }
}
