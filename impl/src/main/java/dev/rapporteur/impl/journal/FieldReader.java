package dev.rapporteur.impl.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what {@link FieldWriter} wrote. What can't have been written by it is an {@link IllegalArgumentException} or a {@link
 * java.nio.BufferUnderflowException}.
 */
final class FieldReader {

    /** A list gets room for so many elements before the first is read; more must be there to be believed. */
    private static final int TRUSTED_COUNT = 1024;

    private FieldReader() {}

    static String readTopic(ByteBuffer in) {
        byte[] bytes = readShortBytes(in);
        for (byte b : bytes) {
            if (b < 0) {
                throw new IllegalArgumentException("a topic that is not ASCII");
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    static byte[] readShortBytes(ByteBuffer in) {
        byte[] bytes = new byte[Byte.toUnsignedInt(in.get())];
        in.get(bytes);
        return bytes;
    }

    static boolean readBoolean(ByteBuffer in) {
        byte value = in.get();
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("neither true nor false: " + value);
        }
        return value == 1;
    }

    /** A text for people. */
    static String readText(ByteBuffer in) {
        byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text that is not UTF-8", e);
        }
    }

    static <T> List<T> readList(ByteBuffer in, Function<ByteBuffer, T> element) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException("a list of " + count);
        }
        List<T> list = new ArrayList<>(Math.min(count, TRUSTED_COUNT));
        for (int i = 0; i < count; i++) {
            list.add(element.apply(in));
        }
        return List.copyOf(list);
    }
}
