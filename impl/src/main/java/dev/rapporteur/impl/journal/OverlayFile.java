package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of which only what has been written is in memory, in pages; the rest is read from the real file below, if there is
 * one, and else is zero. For one thread.
 */
final class OverlayFile {

    private static final int PAGE_BYTES = 64 * 1024;

    /** The real file below, opened for reading; with no channel if there is none. */
    record Base(@Nullable FileChannel channel) implements Closeable {
        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private final @Nullable Path below;
    private final Map<Long, byte[]> pages = new HashMap<>();
    private long belowBytes;
    private long size;

    private OverlayFile(@Nullable Path below, long size) {
        this.below = below;
        this.belowBytes = size;
        this.size = size;
    }

    static OverlayFile empty() {
        return new OverlayFile(null, 0);
    }

    static OverlayFile over(Path file) throws IOException {
        return new OverlayFile(file, Files.size(file));
    }

    Base openBase() throws IOException {
        return new Base(below == null ? null : FileChannel.open(below, StandardOpenOption.READ));
    }

    long size() {
        return size;
    }

    /** Cut bytes read as zeros if the file grows again. */
    void truncate(long bytes) {
        size = Math.min(size, bytes);
        belowBytes = Math.min(belowBytes, size);
        pages.keySet().removeIf(page -> page * PAGE_BYTES >= size);
        byte[] last = pages.get(size / PAGE_BYTES);
        if (last != null) {
            Arrays.fill(last, (int) (size % PAGE_BYTES), PAGE_BYTES, (byte) 0);
        }
    }

    int read(Base base, ByteBuffer into, long position) throws IOException {
        if (position >= size) {
            return -1;
        }
        int within = (int) (position % PAGE_BYTES);
        int count = (int) Math.min(Math.min(into.remaining(), PAGE_BYTES - within), size - position);
        byte[] page = pages.get(position / PAGE_BYTES);
        if (page != null) {
            into.put(page, within, count);
            return count;
        }
        return readBelow(base, into, position, (int) Math.min(into.remaining(), untilPage(position, into.remaining())));
    }

    /** Bytes from here to the next page that is in memory, or the file's end. */
    private long untilPage(long position, int wanted) {
        long end = Math.min(size, position + wanted);
        for (long page = position / PAGE_BYTES + 1; page * PAGE_BYTES < end; page++) {
            if (pages.containsKey(page)) {
                return page * PAGE_BYTES - position;
            }
        }
        return end - position;
    }

    private int readBelow(Base base, ByteBuffer into, long position, int count) throws IOException {
        FileChannel channel = base.channel();
        if (channel == null || position >= belowBytes) {
            into.put(new byte[count]);
            return count;
        }
        ByteBuffer part = into.slice().limit((int) Math.min(count, belowBytes - position));
        int read = channel.read(part, position);
        if (read > 0) {
            into.position(into.position() + read);
        }
        return read;
    }

    int write(Base base, ByteBuffer bytes, long position) throws IOException {
        int within = (int) (position % PAGE_BYTES);
        int count = Math.min(bytes.remaining(), PAGE_BYTES - within);
        long number = position / PAGE_BYTES;
        if (!pages.containsKey(number) && isZero(bytes, count) && number * PAGE_BYTES >= belowBytes) {
            bytes.position(bytes.position() + count);
        } else {
            bytes.get(page(base, number), within, count);
        }
        size = Math.max(size, position + count);
        return count;
    }

    private static boolean isZero(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes.get(bytes.position() + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] page(Base base, long number) throws IOException {
        byte[] page = pages.get(number);
        if (page == null) {
            page = new byte[PAGE_BYTES];
            ByteBuffer into = ByteBuffer.wrap(page);
            long at = number * PAGE_BYTES;
            while (into.hasRemaining() && at + into.position() < belowBytes) {
                if (readBelow(base, into, at + into.position(), into.remaining()) <= 0) {
                    break;
                }
            }
            pages.put(number, page);
        }
        return page;
    }
}
