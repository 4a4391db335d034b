package dev.rapporteur.impl.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Collects a payload's fields, as {@link FrameCodec} lays them out. For one thread. */
final class FieldWriter {

    private byte[] bytes = new byte[64];
    private int length;

    FieldWriter putByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    FieldWriter putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
    }

    FieldWriter putInt(int value) {
        room(Integer.BYTES);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    FieldWriter putLong(long value) {
        return putInt((int) (value >>> Integer.SIZE)).putInt((int) value);
    }

    /** With its length in one byte before it. */
    FieldWriter putShortBytes(byte[] value) {
        return putByte(value.length).putRaw(value);
    }

    private FieldWriter putRaw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** A topic's name: at most 249 ASCII characters. */
    FieldWriter putTopic(String topic) {
        return putShortBytes(topic.getBytes(StandardCharsets.US_ASCII));
    }

    /** A text for people, in UTF-8, with its length in two bytes before it. */
    FieldWriter putText(String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        putByte(value.length >>> Byte.SIZE).putByte(value.length);
        return putRaw(value);
    }

    /** With its count before it. */
    <T> FieldWriter putList(List<T> list, BiConsumer<T, FieldWriter> element) {
        putInt(list.size());
        list.forEach(one -> element.accept(one, this));
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
