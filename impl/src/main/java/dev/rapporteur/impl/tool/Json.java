package dev.rapporteur.impl.tool;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object on one line, field by field. For one thread. */
final class Json {

    private final StringBuilder out = new StringBuilder("{");

    private void name(String name) {
        if (out.charAt(out.length() - 1) != '{') {
            out.append(',');
        }
        text(name);
        out.append(':');
    }

    Json field(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            out.append("null");
        } else {
            text(value);
        }
        return this;
    }

    Json field(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /** Bytes as base64, or null. */
    Json field(String name, byte @Nullable [] value) {
        return field(name, value == null ? null : Base64.getEncoder().encodeToString(value));
    }

    /** A value that is JSON already. */
    Json json(String name, String value) {
        name(name);
        out.append(value);
        return this;
    }

    private void text(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** The object, without a line's end. */
    @Override
    public String toString() {
        return out + "}";
    }
}
