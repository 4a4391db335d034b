package dev.rapporteur.impl.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A simulated file's bytes, as the page cache has them and as the disk does. What a failed sync was to write stays in the
 * cache, and is abandoned: no later sync writes it. For whoever holds the directory's lock.
 */
final class SimulatedContent {

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Write(int position, byte[] bytes) {}

    private byte[] cache = new byte[0];
    private int length;
    private byte[] disk = new byte[0];
    private final List<Write> unsynced = new ArrayList<>();
    private final List<Write> abandoned = new ArrayList<>();
    /** Synced while older writes were abandoned: over whatever a crash keeps of these. */
    private final List<Write> syncedLater = new ArrayList<>();

    int length() {
        return length;
    }

    /** What can be read. */
    byte[] bytes() {
        return Arrays.copyOf(cache, length);
    }

    /** Reads what is in the cache. @return how many bytes, -1 at the end */
    int read(ByteBuffer into, long position) {
        if (position >= length) {
            return -1;
        }
        int count = Math.min(into.remaining(), length - (int) position);
        into.put(cache, (int) position, count);
        return count;
    }

    void write(int position, ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(bytes);
        grow(position + count);
        System.arraycopy(bytes, 0, cache, position, count);
        unsynced.add(new Write(position, bytes));
    }

    private void grow(int to) {
        if (cache.length < to) {
            cache = Arrays.copyOf(cache, Math.max(2 * cache.length, to));
        }
        length = Math.max(length, to);
    }

    /** At once on the disk, too. */
    void truncate(int to) {
        length = to;
        disk = Arrays.copyOf(disk, Math.min(disk.length, length));
        unsynced.removeIf(write -> write.position() >= length);
    }

    void sync() {
        unsynced.forEach(this::toDisk);
        if (!abandoned.isEmpty()) {
            syncedLater.addAll(unsynced);
        }
        unsynced.clear();
    }

    void failSync() {
        abandoned.addAll(unsynced);
        unsynced.clear();
    }

    /** Each write that was not synced is kept, lost, or torn by chance. */
    void crash(RandomGenerator random) {
        keepSome(abandoned, random);
        syncedLater.forEach(this::toDisk);
        keepSome(unsynced, random);
        readFromDisk();
    }

    private void keepSome(List<Write> writes, RandomGenerator random) {
        boolean all = random.nextInt(4) == 0;
        boolean none = random.nextInt(4) == 0;
        for (Write write : writes) {
            int kept = all ? write.bytes().length : none ? 0 : chance(write.bytes().length, random);
            toDisk(new Write(write.position(), Arrays.copyOf(write.bytes(), kept)));
        }
    }

    /** All, nothing, or a part. */
    private static int chance(int length, RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> length;
            case 1 -> 0;
            default -> random.nextInt(length + 1);
        };
    }

    private void toDisk(Write write) {
        int end = write.position() + write.bytes().length;
        if (disk.length < end) {
            disk = Arrays.copyOf(disk, end);
        }
        System.arraycopy(write.bytes(), 0, disk, write.position(), write.bytes().length);
    }

    /** Puts these bytes on the disk, in place of all that was there or on its way. */
    void set(byte[] bytes) {
        disk = bytes.clone();
        readFromDisk();
    }

    private void readFromDisk() {
        abandoned.clear();
        syncedLater.clear();
        unsynced.clear();
        cache = disk.clone();
        length = cache.length;
    }
}
