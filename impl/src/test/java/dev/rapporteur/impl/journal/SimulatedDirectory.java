package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A directory in memory that forgets, in a crash, what was not synced: of each file's unsynced bytes a random part stays,
 * the last of them torn or zeroed; of unsynced names each stays or goes by chance, but in their order. Syncs and writes can
 * be made to fail. For one thread.
 */
public final class SimulatedDirectory implements JournalDirectory {

    private static final class Content {
        private byte[] bytes = new byte[0];
        private int length;
        private int synced;
        private byte[] syncedBytes = new byte[0];

        private void append(ByteBuffer from, int count) {
            if (bytes.length < length + count) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
            }
            from.get(bytes, length, count);
            length += count;
        }

        private void sync() {
            synced = length;
            syncedBytes = Arrays.copyOf(bytes, length);
        }

        private void crash(RandomGenerator random) {
            if (length <= synced) {
                bytes = syncedBytes.clone();
                length = bytes.length;
                return;
            }
            int kept = synced + random.nextInt(length - synced + 1);
            byte[] after = Arrays.copyOf(syncedBytes, Math.max(kept, synced));
            System.arraycopy(bytes, synced, after, synced, kept - synced);
            if (random.nextInt(3) == 0) {
                // The file grew, but some of its last blocks were never written.
                Arrays.fill(after, synced + random.nextInt(kept - synced + 1), kept, (byte) 0);
            }
            bytes = after;
            length = kept;
            sync();
        }
    }

    private final RandomGenerator random;
    private Map<String, Content> names = new TreeMap<>();
    private Map<String, Content> durableNames = new TreeMap<>();
    private boolean locked;
    private int life;
    private int failNextSyncs;
    private int failNextAppends;
    private int syncs;

    /** An empty directory, where this random number generator decides what a crash leaves. */
    public SimulatedDirectory(RandomGenerator random) {
        this.random = random;
    }

    /** The machine stops: what was not synced is lost in part, and every file handle is dead. */
    public void crash() {
        life++;
        locked = false;
        failNextSyncs = 0;
        failNextAppends = 0;
        names = new TreeMap<>(random.nextBoolean() ? names : durableNames);
        names.values().forEach(content -> content.crash(random));
        durableNames = new TreeMap<>(names);
    }

    /** Lets the next syncs fail. */
    public void failNextSyncs(int count) {
        failNextSyncs = count;
    }

    /** Lets the next appends fail, as on a full disk. */
    public void failNextAppends(int count) {
        failNextAppends = count;
    }

    /** How many syncs of files there were since the last question. */
    public int countSyncs() {
        int counted = syncs;
        syncs = 0;
        return counted;
    }

    /** Puts a file on the disk, in place of any of that name. */
    public void put(String name, byte[] bytes) {
        Content content = new Content();
        content.append(ByteBuffer.wrap(bytes), bytes.length);
        content.sync();
        names.put(name, content);
        durableNames.put(name, content);
    }

    /** Flips one bit on the disk. */
    public void flip(String name, int at, int bit) {
        Content content = content(name);
        content.bytes[at] ^= (byte) (1 << bit);
        content.sync();
    }

    /** Cuts a file on the disk. */
    public void cut(String name, int length) {
        Content content = content(name);
        content.length = length;
        content.sync();
    }

    /** A file's length. */
    public int length(String name) {
        return content(name).length;
    }

    /** Removes a file from the disk. */
    public void lose(String name) {
        names.remove(name);
        durableNames.remove(name);
    }

    private Content content(String name) {
        Content content = names.get(name);
        if (content == null) {
            throw new AssertionError("No file " + name + " among " + names.keySet());
        }
        return content;
    }

    @Override
    public Closeable lock() {
        if (locked) {
            throw new JournalException("The journal in " + this + " is in use");
        }
        locked = true;
        int mine = life;
        return () -> locked = mine != life && locked;
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public JournalFile create(String name) throws IOException {
        Content content = new Content();
        if (names.putIfAbsent(name, content) != null) {
            throw new IOException(name + " exists");
        }
        return new File(content);
    }

    @Override
    public JournalFile open(String name) throws IOException {
        Content content = names.get(name);
        if (content == null) {
            throw new IOException("no file " + name);
        }
        return new File(content);
    }

    @Override
    public void delete(String name) throws IOException {
        if (names.remove(name) == null) {
            throw new IOException("no file " + name);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Content content = names.remove(from);
        if (content == null) {
            throw new IOException("no file " + from);
        }
        names.put(to, content);
    }

    @Override
    public void sync() {
        durableNames = new TreeMap<>(names);
    }

    @Override
    public void requireIntact() {}

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "/simulated";
    }

    private final class File implements JournalFile {
        private final Content content;
        private final int born = life;

        private File(Content content) {
            this.content = content;
        }

        private void requireAlive() throws IOException {
            if (born != life) {
                throw new IOException("the machine has crashed since");
            }
        }

        @Override
        public int append(ByteBuffer from) throws IOException {
            requireAlive();
            int count = from.remaining() > 1 && random.nextInt(8) == 0
                    ? 1 + random.nextInt(from.remaining())
                    : from.remaining();
            if (failNextAppends > 0) {
                failNextAppends--;
                content.append(from, Math.min(count, from.remaining() / 2));
                throw new IOException("No space left on device");
            }
            content.append(from, count);
            return count;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            requireAlive();
            if (position >= content.length) {
                return -1;
            }
            int count = Math.min(into.remaining(), content.length - (int) position);
            into.put(content.bytes, (int) position, count);
            return count;
        }

        @Override
        public long size() throws IOException {
            requireAlive();
            return content.length;
        }

        @Override
        public void truncate(long size) throws IOException {
            requireAlive();
            content.length = (int) Math.min(content.length, size);
        }

        @Override
        public void sync() throws IOException {
            requireAlive();
            if (failNextSyncs > 0) {
                failNextSyncs--;
                throw new IOException("Input/output error");
            }
            syncs++;
            content.sync();
        }

        @Override
        public void close() {}
    }
}
